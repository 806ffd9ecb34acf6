// A small web application that says which version it is. `/healthz` is its health path.
import { createServer } from 'node:http';

const { PORT = '8080', VERSION = '0', GREETING = 'Hello', ENVIRONMENT = 'nowhere', RELEASE = '-' } = process.env;

if (VERSION === 'broken') {
  console.error('hello: cannot start: the setting DATABASE_URL is missing');
  process.exit(1);
}

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://hello').pathname;
  if (path === '/healthz') return answer(response, 'text/plain', 'ok\n');
  if (request.headers.accept?.includes('text/html')) return answer(response, 'text/html; charset=utf-8', page());
  answer(response, 'text/plain; charset=utf-8', `${GREETING} from version ${VERSION}\n`);
});

function answer(response, type, body) {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', 'x-version': VERSION });
  response.end(body);
}

function page() {
  const hue = (Number.parseInt(VERSION, 10) || 0) * 137;
  return `<!doctype html><meta charset="utf-8"><title>hello ${VERSION}</title>
<body style="margin:0;display:grid;place-items:center;height:100vh;font:1.5rem system-ui;background:hsl(${hue} 60% 92%)">
<main><h1>${GREETING} from version ${VERSION}</h1><p>release ${RELEASE} in ${ENVIRONMENT}</p></main>`;
}

server.listen(Number(PORT), () => console.log(`hello: version ${VERSION} listens on port ${PORT}`));

// ECS deregisters the target before it stops the task, so only requests in progress have to finish.
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
