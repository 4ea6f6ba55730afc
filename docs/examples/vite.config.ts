// A front end on http://localhost:5173 in front of `cargo xtask dev`.
import { defineConfig } from 'vite';

const functions = 'http://127.0.0.1:5273';
const standIn = 'http://127.0.0.1:7878';

export default defineConfig({
  // Your plugins go here, such as plugins: [react()].
  server: {
    port: 5173, // the origin that the functions allow by default
    strictPort: true,
    proxy: {
      '/api': functions,
      '/health': functions,
      '/verify-token': functions,
      '^/(token|authenticate)(\\?|$)': functions, // a login, as front ends of Express guides call it
      '/.well-known/jwks.json': functions,
      '/control': standIn, // tokens for a page outside JTL's shell; nothing of it is deployed
    },
  },
});
