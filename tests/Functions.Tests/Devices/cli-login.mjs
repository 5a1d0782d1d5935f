// Uses the page at /cli-login as a person would, in jsdom: its script runs, its forms are filled and sent, its buttons are pressed.
// Each line of output is a JSON object of what the page shows.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [base, packages, code, email, password, mails, decision] = process.argv.slice(2);
const { JSDOM, VirtualConsole } = createRequire(packages)('jsdom');
const LIMIT = 60_000;
const calls = [];

const faults = [];
const virtualConsole = new VirtualConsole();
virtualConsole.on('jsdomError', error => faults.push(error.message));

const dom = await JSDOM.fromURL(`${base}/cli-login?code=${code}`, {
  runScripts: 'dangerously',
  pretendToBeVisual: true,
  virtualConsole,
  beforeParse(window) {
    window.fetch = (path, init) => {
      calls.push({ path, credentials: init.credentials, authorization: Boolean(init.headers.Authorization) });
      return fetch(new URL(path, base), { method: init.method, headers: init.headers, body: init.body });
    };
  },
});
const { document } = dom.window;
const $ = id => document.getElementById(id);
const say = what => console.log(JSON.stringify(what));

function until(what, holds) {
  return new Promise((resolve, reject) => {
    const look = () => { if (holds()) { observer.disconnect(); clearTimeout(limit); resolve(); } };
    const observer = new dom.window.MutationObserver(look);
    const limit = setTimeout(() => reject(new Error(`${what} did not come: ${$('fault').textContent} ${faults}`)), LIMIT);
    observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
}

const isShown = id => () => !$(id).hidden && [...document.querySelectorAll('button')].every(b => !b.disabled);
const press = id => $(id).click();
const send = form => $(form).querySelector('button.main').click();

await until('the login', isShown('login'));
$('email').value = email;
$('password').value = 'wrong wrong wrong';
send('login');
await until('the refusal', () => !$('fault').hidden && isShown('login')());
say({ step: 'refused', fault: $('fault').textContent });

$('password').value = password;
send('login');
await until('the second step', isShown('factor'));
// A code stands alone on its line; names begin with the time and a number.
const codes = readdirSync(mails).filter(f => f.endsWith('.eml')).sort()
  .map(f => readFileSync(join(mails, f), 'utf8').replaceAll('\r\n', '\n')).filter(m => m.includes(`\nTo: ${email}\n`))
  .map(m => /(?<=\n {4})[0-9]{6}(?=\n)/.exec(m)?.[0]).filter(Boolean);
$('factor-code').value = codes.at(-1);
say({ step: 'factor', password: $('password').value, label: $('factor-label').textContent });
send('factor');

await until('the device', isShown('decide'));
say({
  step: 'decide',
  code: $('code').textContent,
  device: $('device').textContent,
  elements: $('device').childElementCount,
  address: $('address').textContent,
  rights: $('rights').textContent,
  organizations: $('organization').options.length,
});
if (!decision) {
  process.exit(0);
}

press(decision);
await until('the end', isShown('done'));
say({ step: 'done', text: $('done').textContent, fault: $('fault').textContent, calls, faults, images: document.images.length });
process.exit(0);
