// Lambda's runtime API (2018-06-01): hands one event after the other to a handler.

import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

export async function run(handler) {
  for (;;) {
    const { headers, body } = await call('GET', '/next');
    const id = headers['lambda-runtime-aws-request-id'];
    try {
      const answer = await handler(JSON.parse(body), { awsRequestId: id });
      await call('POST', `/${id}/response`, answer);
    } catch (error) {
      console.error(error);
      await call('POST', `/${id}/error`, { errorType: error.name, errorMessage: error.message });
    }
  }
}

// Not fetch: its timeouts end a wait for the next event, which may take hours.
function call(method, path, sent) {
  return new Promise((resolve, reject) => {
    const outgoing = request(api + path, { method, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => (body += text));
      response.on('end', () => resolve({ headers: response.headers, body }));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(sent && JSON.stringify(sent));
  });
}
