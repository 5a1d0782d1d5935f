'use strict';
// JavaScript as a kernel: runs each request of descriptor 3 as a script of one lasting realm; events go to 4.
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { inspect } = require('node:util');
const vm = require('node:vm');

const MAX_LINE = 8 << 20;
const AWAITED_DECLARATION = /^(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=(?!=)/gm;
globalThis.require = createRequire(process.cwd() + '/cell.js');

function write(text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    rest = rest.subarray(fs.writeSync(4, rest));
  }
}

function tell(event) {
  let line = JSON.stringify(event);
  if (line.length > MAX_LINE) {
    line = JSON.stringify({ type: 'error', name: 'ResultTooLarge', value: `The result is larger than ${MAX_LINE} bytes.`, traceback: '' });
  }
  write(line + '\n');
}

function shown(value) {
  const result = { type: 'result', is_main_result: true, text: typeof value === 'string' ? value : inspect(value) };
  if (value !== null && typeof value === 'object') {
    try {
      const json = JSON.stringify(value);
      if (json !== undefined) {
        result.json = JSON.parse(json);
      }
    } catch {
      // What has no JSON form is shown as text only.
    }
  }
  return result;
}

function failed(error) {
  if (error instanceof Error || (error !== null && typeof error === 'object' && typeof error.stack === 'string')) {
    return {
      type: 'error',
      name: String(error.name),
      value: String(error.message).slice(0, 8192),
      traceback: String(error.stack).slice(0, 32768),
    };
  }
  return { type: 'error', name: 'Error', value: inspect(error).slice(0, 8192), traceback: '' };
}

function compiled(source) {
  return new vm.Script(source, { filename: '<cell>', importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER });
}

// A script can't await at its top. Such code becomes an async function whose last line is its value and whose own declarations
// are made global, as they would be without await.
function awaiting(code) {
  const text = code.replace(AWAITED_DECLARATION, 'globalThis.$1 =');
  const cut = text.trimEnd().lastIndexOf('\n') + 1;
  const forms = [
    () => `(async () => (\n${text}\n))()`,
    () => `(async () => {${text.slice(0, cut)}\nreturn (${text.slice(cut)}\n)})()`,
    () => `(async () => {${text}\n})()`,
  ];
  for (const form of forms) {
    try {
      return compiled(form());
    } catch {
      // Not of this form.
    }
  }
  return null;
}

async function evaluate(code) {
  let script;
  try {
    script = compiled(code);
  } catch (error) {
    script = /\bawait\b/.test(code) ? awaiting(code) : null;
    if (script === null) {
      throw error;
    }
  }
  return await script.runInThisContext({ breakOnSigint: true });
}

async function run(request) {
  const before = {};
  for (const [name, value] of Object.entries(request.env)) {
    before[name] = process.env[name];
    process.env[name] = value;
  }
  try {
    const value = await evaluate(request.code);
    if (value !== undefined) {
      tell(shown(value));
    }
  } catch (error) {
    tell(failed(error));
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
    write('done\n');
  }
}

let waiting = Promise.resolve();
let buffered = [];
fs.createReadStream('', { fd: 3 }).on('data', (data) => {
  let at;
  while ((at = data.indexOf(10)) >= 0) {
    buffered.push(data.subarray(0, at));
    const request = JSON.parse(Buffer.concat(buffered).toString());
    buffered = [];
    data = data.subarray(at + 1);
    waiting = waiting.then(() => run(request));
  }
  buffered.push(data);
}).on('end', () => process.exit(0));
process.on('uncaughtException', (error) => tell(failed(error)));
process.on('SIGINT', () => {});
