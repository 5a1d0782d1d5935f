// The official client of Anthropic's API against the proxy: node client.mjs FOLDER-OF-PACKAGES BASE-URL KEY
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, baseURL, apiKey] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { default: Anthropic } = await import(pathToFileURL(require.resolve("@anthropic-ai/sdk")).href);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });
const model = "claude-sonnet-5";
const messages = [{ role: "user", content: "Hello" }];
const tools = [{ name: "look", description: "Looks", input_schema: { type: "object", properties: { at: { type: "string" } } } }];

const whole = await client.messages.create({ model, max_tokens: 100, messages });
const streamed = await client.messages.stream({ model, max_tokens: 100, messages, tools }).finalMessage();
const failures = [];
for (const attempt of [
  () => client.messages.create({ model: "no-such-model", max_tokens: 10, messages }),
  () => new Anthropic({ baseURL, apiKey: "hf_wrong", maxRetries: 0 }).messages.create({ model, max_tokens: 10, messages }),
]) {
  try {
    await attempt();
  } catch (error) {
    failures.push({ name: error.constructor.name, status: error.status, type: error.error?.error?.type });
  }
}

console.log(JSON.stringify({ whole, streamed, failures }));
