// The official JavaScript client at our endpoint: node client.mjs <folder with node_modules> <address> <key>
import { pathToFileURL } from 'node:url';

const [, , folder, address, key] = process.argv;
const load = (file) => import(pathToFileURL(`${folder}/node_modules/@modelcontextprotocol/sdk/dist/esm/${file}`).href);
const { Client } = await load('client/index.js');
const { StreamableHTTPClientTransport } = await load('client/streamableHttp.js');

const transport = new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers: { Authorization: `Bearer ${key}` } } });
const client = new Client({ name: 'test', version: '1' });
await client.connect(transport);
const tools = (await client.listTools()).tools.map((tool) => tool.name);
const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;
const flow = await call('create_flow', {
  name: 'From JavaScript',
  nodes: [{ id: 's', type: 'custom', data: { nodeType: 'set', startNode: true, values: { said: '{{ inputs.text }}' } } }],
});
const run = await call('run_flow', { flowId: flow.id, inputs: { text: 'hello' } });
const refused = await client.callTool({ name: 'get_flow', arguments: { flowId: 'nothing' } });
console.log(JSON.stringify({ server: client.getServerVersion().name, tools, output: run.output, refused: refused.isError }));
await client.close();
