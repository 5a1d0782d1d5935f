'use strict';
// Runs one JavaScript step: code, inputs and result are files beside this one; nothing of a user is part of this text.
const fs = require('node:fs');
const vm = require('node:vm');

const FOLDER = '/home/user/.hiveflow/';
const MOST = 4 << 20;

function leave(outcome) {
  fs.writeFileSync(FOLDER + 'result.new', JSON.stringify(outcome));
  fs.renameSync(FOLDER + 'result.new', FOLDER + 'result.json');
  process.exit(0);
}

function wellFormed(text) {
  return Buffer.from(text).toString();
}

function failed(error) {
  const known = error !== null && typeof error === 'object';
  leave({
    error: {
      name: String((known && error.name) || 'Error').slice(0, 256),
      message: wellFormed(String(known ? error.message : error).slice(0, 8192)),
      traceback: wellFormed(String((known && error.stack) || '').slice(0, 32768)),
    },
  });
}

process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);

async function run() {
  const inputs = JSON.parse(fs.readFileSync(FOLDER + 'inputs.json', 'utf8'));
  Object.assign(globalThis, { inputs, require });
  const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  new vm.Script(fs.readFileSync(FOLDER + 'step', 'utf8'), { filename: 'step.js', importModuleDynamically }).runInThisContext();
  const main = vm.runInThisContext('typeof main === "function" ? main : undefined');
  const result = main ? await main(inputs) : await vm.runInThisContext('typeof result === "undefined" ? null : result');
  const text = JSON.stringify(result ?? null) ?? 'null';
  // JSON.stringify escapes halves of surrogate pairs, and those only.
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text)) {
    throw new TypeError('The result holds text that is not valid Unicode.');
  }
  leave(Buffer.byteLength(text) > MOST ? { tooLarge: true } : { result: JSON.parse(text) });
}

run().catch(failed);
