import { useEffect, useState } from 'react'
import { token } from './bridge.js'
import { createClient } from './client.js'

// Once, outside of components: StrictMode runs effects twice.
const api = createClient({ token })

async function connect() {
  const { userId, tenantSlug, tenantId } = (await api.get('/api/connect-tenant')).data
  return `Connected as ${userId}, tenant ${tenantSlug ?? tenantId}`
}

export default function App() {
  const [status, setStatus] = useState('Connecting …')
  useEffect(() => void connect().then(setStatus, (error) => setStatus(error.message)), [])
  return <p role="status">{status}</p>
}
