// E2B's own clients, as they are on npm, against the server that E2B_API_URL and E2B_SANDBOX_URL name. Every scenario has the name of
// the test that reads its result, has a sandbox of its own, and prints one line of JSON.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(`${process.argv[2]}/package.json`);
const e2b = require('e2b');
const { Sandbox } = require('@e2b/code-interpreter');

const decoder = new TextDecoder();

const scenarios = {
  async A_sandbox_is_made_found_and_killed() {
    const sandbox = await Sandbox.create({ metadata: { 'a b&c': 'é=1' }, timeoutMs: 600_000 });
    assert.match(sandbox.sandboxId, /^i[a-z0-9]{20}$/);
    assert.equal(await sandbox.isRunning(), true);
    const found = await all(Sandbox.list({ query: { metadata: { 'a b&c': 'é=1' } } }));
    assert.deepEqual(found.map((item) => item.sandboxId), [sandbox.sandboxId]);
    assert.equal(found[0].metadata['a b&c'], 'é=1');
    assert.deepEqual(await all(Sandbox.list({ query: { metadata: { 'a b&c': 'other' } } })), []);
    assert.equal(await sandbox.kill(), true);
    assert.equal(await sandbox.isRunning(), false);
    assert.equal(await Sandbox.kill(sandbox.sandboxId), false);
  },

  async A_list_longer_than_a_page_is_read_page_by_page() {
    const metadata = { page: String(process.pid) };
    const sandboxes = await Promise.all([1, 2, 3].map(() => Sandbox.create({ metadata })));
    const pages = Sandbox.list({ query: { metadata }, limit: 2 });
    assert.equal((await pages.nextItems()).length, 2);
    assert.equal(pages.hasNext, true);
    assert.equal((await pages.nextItems()).length, 1);
    assert.equal(pages.hasNext, false);
    await Promise.all(sandboxes.map((sandbox) => sandbox.kill()));
  },

  async A_sandbox_can_be_connected_to_and_its_life_changed() {
    await using(async (sandbox) => {
      await sandbox.setTimeout(120_000);
      const info = await sandbox.getInfo();
      assert.equal(info.state, 'running');
      assert.ok(info.endAt - info.startedAt > 110_000, 'life');
      const again = await Sandbox.connect(sandbox.sandboxId);
      assert.equal((await again.commands.run('echo same')).stdout, 'same\n');
      assert.ok((await sandbox.getInfo()).endAt - info.startedAt > 110_000, 'connect does not shorten');
    });
  },

  async What_does_not_exist_is_not_found() {
    await assert.rejects(Sandbox.connect('inope00000000000000000'), e2b.SandboxNotFoundError);
    await assert.rejects(Sandbox.getInfo('inope00000000000000000'), e2b.NotFoundError);
  },

  async A_wrong_key_is_an_authentication_error() {
    await assert.rejects(Sandbox.create({ apiKey: `e2b_${'0'.repeat(40)}` }), e2b.AuthenticationError);
  },

  async A_wrong_access_token_opens_nothing() {
    await using(async (sandbox) => {
      for (const path of ['/files?path=/etc/passwd', '/envs']) {
        const answer = await fetch(process.env.E2B_SANDBOX_URL + path, {
          headers: { 'e2b-sandbox-id': sandbox.sandboxId, 'e2b-sandbox-port': '49983', 'x-access-token': 'wrong' },
        });
        assert.equal(answer.status, 401);
      }
      const code = await fetch(`${process.env.E2B_SANDBOX_URL}/contexts`, {
        headers: { 'e2b-sandbox-id': sandbox.sandboxId, 'e2b-sandbox-port': '49999' },
      });
      assert.equal(code.status, 403);
    });
  },

  async A_lifetime_over_the_limit_is_refused() {
    await assert.rejects(Sandbox.create({ timeoutMs: 48 * 3600_000 }), (error) => error instanceof e2b.SandboxError && error.statusCode === 400);
  },

  async A_command_gives_its_output_and_exit_code() {
    await using(async (sandbox) => {
      const seen = [];
      const result = await sandbox.commands.run('echo out; echo err >&2; echo $B; pwd', {
        envs: { B: 'b' }, cwd: '/tmp', onStdout: (text) => seen.push(text),
      });
      assert.equal(result.stdout, 'out\nb\n/tmp\n');
      assert.equal(result.stderr, 'err\n');
      assert.equal(result.exitCode, 0);
      assert.equal(seen.join(''), result.stdout);
    }, { envs: { A: 'a' } });
  },

  async A_command_that_fails_throws_with_its_exit_code() {
    await using(async (sandbox) => {
      await assert.rejects(sandbox.commands.run('echo no >&2; exit 7'), (error) =>
        error instanceof e2b.CommandExitError && error.exitCode === 7 && error.stderr === 'no\n');
    });
  },

  async Variables_of_the_sandbox_reach_its_commands_and_code() {
    await using(async (sandbox) => {
      assert.equal((await sandbox.commands.run('echo $A $HOME $USER')).stdout, 'a /home/user user\n');
      assert.equal((await sandbox.runCode('import os; os.environ["A"]')).text, 'a');
    }, { envs: { A: 'a' } });
  },

  async A_folder_that_is_missing_is_an_invalid_argument() {
    await using(async (sandbox) => {
      await assert.rejects(sandbox.commands.run('true', { cwd: '/nope' }), e2b.InvalidArgumentError);
    });
  },

  async A_background_command_takes_input_and_is_killed() {
    await using(async (sandbox) => {
      const command = await sandbox.commands.run('cat', { background: true, stdin: true });
      const listed = await sandbox.commands.list();
      assert.deepEqual(listed.map((item) => item.pid), [command.pid]);
      assert.deepEqual([listed[0].cmd, listed[0].args], ['/bin/bash', ['-l', '-c', 'cat']]);
      await sandbox.commands.sendStdin(command.pid, 'hello ü\n');
      await until(() => command.stdout === 'hello ü\n');
      assert.equal(await command.kill(), true);
      await assert.rejects(command.wait(), (error) => error instanceof e2b.CommandExitError && error.error === 'signal: killed');
      assert.equal(await sandbox.commands.kill(command.pid), false);
      assert.deepEqual(await sandbox.commands.list(), []);
    });
  },

  async Closing_standard_input_ends_a_command_that_reads_it() {
    await using(async (sandbox) => {
      const command = await sandbox.commands.run('wc -c', { background: true, stdin: true });
      await sandbox.commands.sendStdin(command.pid, 'x'.repeat(200_000));
      await sandbox.commands.closeStdin(command.pid);
      assert.equal((await command.wait()).stdout.trim(), '200000');
    });
  },

  async A_command_outlives_its_connection_and_can_be_connected_to() {
    await using(async (sandbox) => {
      const first = await sandbox.commands.run('read x; echo got $x; read y; echo end $y', { background: true, stdin: true });
      await first.disconnect();
      const second = await sandbox.commands.connect(first.pid);
      await sandbox.commands.sendStdin(first.pid, 'one\n');
      await until(() => second.stdout === 'got one\n');
      await sandbox.commands.sendStdin(first.pid, 'two\n');
      assert.equal((await second.wait()).stdout, 'got one\nend two\n');
      await assert.rejects(sandbox.commands.connect(99999), e2b.NotFoundError);
    });
  },

  async A_command_that_takes_too_long_is_killed_at_its_own_limit() {
    await using(async (sandbox) => {
      await assert.rejects(sandbox.commands.run('sleep 60', { timeoutMs: 500 }), e2b.TimeoutError);
      await until(async () => (await sandbox.commands.list()).length === 0);
      assert.equal((await sandbox.commands.run('pgrep -c sleep || true')).stdout, '0\n');
    });
  },

  async Killing_the_sandbox_ends_a_running_command() {
    const sandbox = await Sandbox.create();
    const command = await sandbox.commands.run('sleep 60', { background: true });
    const ended = assert.rejects(command.wait(), e2b.TimeoutError);
    await sandbox.kill();
    await ended;
  },

  async Files_are_written_read_and_described() {
    await using(async (sandbox) => {
      const written = await sandbox.files.write('d/ü x.txt', 'häl');
      assert.equal(written.path, '/home/user/d/ü x.txt');
      assert.equal(await sandbox.files.read('/home/user/d/ü x.txt'), 'häl');
      assert.deepEqual([...(await sandbox.files.read('d/ü x.txt', { format: 'bytes' }))], [...new TextEncoder().encode('häl')]);
      assert.equal((await sandbox.commands.run('cat "d/ü x.txt"')).stdout, 'häl');
      const info = await sandbox.files.getInfo('d/ü x.txt');
      assert.deepEqual([info.name, info.type, info.size, info.permissions, info.owner], ['ü x.txt', 'file', 4, '-rw-r--r--', 'user']);
      assert.ok(Math.abs(info.modifiedTime - Date.now()) < 600_000);
    });
  },

  async Several_files_are_written_at_once() {
    await using(async (sandbox) => {
      const written = await sandbox.files.write([{ path: 'one', data: '1' }, { path: '/tmp/deep/two', data: '22' }, { path: 'ü', data: new Blob(['333']) }]);
      assert.deepEqual(written.map((file) => file.path), ['/home/user/one', '/tmp/deep/two', '/home/user/ü']);
      assert.equal(await sandbox.files.read('/tmp/deep/two'), '22');
      assert.equal(await sandbox.files.read('ü'), '333');
    });
  },

  async A_large_file_arrives_whole() {
    await using(async (sandbox) => {
      const data = new Uint8Array(9 << 20).map((_, index) => (index * 7) >> 3);
      await sandbox.files.write('large', data.buffer);
      const back = await sandbox.files.read('large', { format: 'bytes' });
      assert.equal(Buffer.compare(Buffer.from(back), Buffer.from(data)), 0);
      await assert.rejects(sandbox.files.write('/dev/shm/large', new Uint8Array(40 << 20).buffer), e2b.NotEnoughSpaceError);
    });
  },

  async Folders_are_made_listed_moved_and_removed() {
    await using(async (sandbox) => {
      assert.equal(await sandbox.files.makeDir('a/b'), true);
      assert.equal(await sandbox.files.makeDir('a/b'), false);
      await sandbox.files.write('a/b/file', 'x');
      await sandbox.commands.run('ln -s b a/link');
      const names = (await sandbox.files.list('a', { depth: 2 })).map((entry) => [entry.path, entry.type]);
      assert.deepEqual(names, [['/home/user/a/b', 'dir'], ['/home/user/a/b/file', 'file'], ['/home/user/a/link', 'dir']]);
      const moved = await sandbox.files.rename('a/b/file', 'c/d/moved');
      assert.equal(moved.path, '/home/user/c/d/moved');
      assert.equal(await sandbox.files.exists('a/b/file'), false);
      assert.equal(await sandbox.files.exists('c/d/moved'), true);
      await sandbox.files.remove('c');
      assert.equal(await sandbox.files.exists('c'), false);
      await sandbox.files.remove('c');
    });
  },

  async Missing_and_unfit_paths_have_their_own_errors() {
    await using(async (sandbox) => {
      await assert.rejects(sandbox.files.read('nope'), e2b.FileNotFoundError);
      await assert.rejects(sandbox.files.read('/home/user'), e2b.InvalidArgumentError);
      await assert.rejects(sandbox.files.list('nope'), e2b.FileNotFoundError);
      await sandbox.files.write('file', '');
      await assert.rejects(sandbox.files.list('file'), e2b.InvalidArgumentError);
      await assert.rejects(sandbox.files.makeDir('file'), e2b.InvalidArgumentError);
      await assert.rejects(sandbox.files.getInfo('nope'), e2b.FileNotFoundError);
      await assert.rejects(sandbox.files.read('file', { user: 'root' }), e2b.AuthenticationError);
    });
  },

  async Signed_addresses_open_one_file_until_they_expire() {
    await using(async (sandbox) => {
      await sandbox.files.write('u.txt', 'signed');
      const read = await sandbox.downloadUrl('u.txt', { useSignatureExpiration: 600 });
      assert.equal(await (await fetch(read)).text(), 'signed');
      assert.equal((await fetch(read.replace('u.txt', 'v.txt'))).status, 401);
      const expired = await sandbox.downloadUrl('u.txt', { useSignatureExpiration: -10 });
      assert.equal((await fetch(expired)).status, 401);
      const form = new FormData();
      form.append('file', new Blob(['by form']), 'u.txt');
      assert.equal((await fetch(await sandbox.uploadUrl('u.txt'), { method: 'POST', body: form })).status, 200);
      assert.equal(await sandbox.files.read('u.txt'), 'by form');
    });
  },

  async A_watched_folder_tells_what_happens_in_it() {
    await using(async (sandbox) => {
      await sandbox.files.makeDir('w/below');
      const events = [];
      const watch = await sandbox.files.watchDir('w', (event) => events.push(`${event.type} ${event.name}`), { recursive: true });
      await sandbox.files.write('w/file', 'x');
      await sandbox.files.write('w/below/file', 'x');
      await sandbox.files.rename('w/file', 'w/moved');
      await sandbox.files.remove('w/moved');
      await until(() => events.includes('remove moved'));
      for (const wanted of ['create file', 'write file', 'create below/file', 'rename file', 'create moved']) {
        assert.ok(events.includes(wanted), `${wanted} in ${events}`);
      }
      await watch.stop();
      await assert.rejects(sandbox.files.watchDir('nope', () => {}), e2b.FileNotFoundError);
    });
  },

  async Code_gives_its_last_value_and_its_output() {
    await using(async (sandbox) => {
      const out = [];
      const execution = await sandbox.runCode('print("é" * 3)\nx = {"a": 1}\nx', { onStdout: (message) => out.push(message.line) });
      assert.equal(execution.text, "{'a': 1}");
      assert.deepEqual(execution.results[0].json, { a: 1 });
      assert.equal(execution.logs.stdout.join(''), 'ééé\n');
      assert.equal(out.join(''), 'ééé\n');
      assert.equal(execution.executionCount, 1);
      assert.equal((await sandbox.runCode('x["a"] + 1')).text, '2');
    });
  },

  async An_error_in_code_is_told_with_its_traceback() {
    await using(async (sandbox) => {
      const execution = await sandbox.runCode('def f():\n  return 1/0\nf()');
      assert.equal(execution.error.name, 'ZeroDivisionError');
      assert.equal(execution.error.value, 'division by zero');
      assert.match(execution.error.traceback, /line 2, in f/);
      assert.equal((await sandbox.runCode('1')).error, undefined);
    });
  },

  async Text_that_is_not_unicode_is_an_error_and_the_context_lives() {
    await using(async (sandbox) => {
      assert.equal((await sandbox.runCode('raise ValueError("\\ud800")')).error.name, 'UnicodeError');
      assert.equal((await sandbox.runCode('1 + 1')).text, '2');
    });
  },

  async Rich_values_are_shown_in_their_forms() {
    await using(async (sandbox) => {
      const execution = await sandbox.runCode('class T:\n  def _repr_html_(self): return "<b>hi</b>"\n  def __repr__(self): return "T"\ndisplay(T())\nT()');
      assert.deepEqual(execution.results.map((result) => [result.isMainResult, result.html, result.text]), [[false, '<b>hi</b>', 'T'], [true, '<b>hi</b>', 'T']]);
    });
  },

  async JavaScript_and_bash_keep_their_state_too() {
    await using(async (sandbox) => {
      await sandbox.runCode('const x = await Promise.resolve(20);\nlet y = x + 1;', { language: 'js' });
      assert.equal((await sandbox.runCode('x + y', { language: 'javascript' })).text, '41');
      await sandbox.runCode('const z = 41', { language: 'javascript' });
      assert.equal((await sandbox.runCode('z + 1', { language: 'javascript' })).text, '42');
      assert.equal((await sandbox.runCode('nope()', { language: 'javascript' })).error.name, 'ReferenceError');
      await sandbox.runCode('cd /tmp; v=7', { language: 'bash' });
      assert.equal((await sandbox.runCode('echo $v; pwd', { language: 'bash' })).logs.stdout.join(''), '7\n/tmp\n');
      await assert.rejects(sandbox.runCode('1', { language: 'cobol' }), e2b.SandboxError);
    });
  },

  async Contexts_are_apart_from_each_other() {
    await using(async (sandbox) => {
      await sandbox.files.makeDir('work');
      const one = await sandbox.createCodeContext({ cwd: '/home/user/work' });
      const two = await sandbox.createCodeContext();
      await sandbox.runCode('x = 1', { context: one });
      assert.equal((await sandbox.runCode('x', { context: two })).error.name, 'NameError');
      assert.equal((await sandbox.runCode('import os; os.getcwd()', { context: one })).text, '/home/user/work');
      assert.equal((await sandbox.listCodeContexts()).length, 2);
      await sandbox.restartCodeContext(one);
      assert.equal((await sandbox.runCode('x', { context: one })).error.name, 'NameError');
      await sandbox.removeCodeContext(two);
      await assert.rejects(sandbox.runCode('1', { context: two }), e2b.NotFoundError);
      await assert.rejects(sandbox.removeCodeContext(two), e2b.NotFoundError);
    });
  },

  async Variables_of_one_execution_are_gone_after_it() {
    await using(async (sandbox) => {
      assert.equal((await sandbox.runCode('import os; os.environ["Z"]', { envs: { Z: '9' } })).text, '9');
      assert.equal((await sandbox.runCode('os.environ.get("Z", "gone")')).text, 'gone');
    });
  },

  async Code_that_takes_too_long_is_interrupted_and_its_context_lives() {
    await using(async (sandbox) => {
      await sandbox.runCode('kept = 5');
      await assert.rejects(sandbox.runCode('while True: pass', { timeoutMs: 700 }), e2b.TimeoutError);
      assert.equal((await sandbox.runCode('kept')).text, '5');
    });
  },

  async Restarting_a_context_ends_the_code_that_runs_in_it() {
    await using(async (sandbox) => {
      const context = await sandbox.createCodeContext();
      const started = deferred();
      const running = sandbox.runCode('print("on", flush=True)\nwhile True: pass', { context, onStdout: () => started.resolve() });
      await started.promise;
      await sandbox.restartCodeContext(context);
      assert.equal((await running).error.name, 'ContextRestarting');
      assert.equal((await sandbox.runCode('1 + 1', { context })).text, '2');
    });
  },

  async A_terminal_is_unimplemented() {
    await using(async (sandbox) => {
      await assert.rejects(sandbox.pty.create({ cols: 80, rows: 24, onData: () => {} }), /not implemented/);
      await assert.rejects(sandbox.pause(), (error) => error.statusCode === 501);
    });
  },
};

async function using(use, options = {}) {
  const sandbox = await Sandbox.create({ timeoutMs: 600_000, ...options });
  try {
    await use(sandbox);
  } finally {
    await sandbox.kill();
  }
}

async function all(pages) {
  const found = [];
  while (pages.hasNext) {
    found.push(...(await pages.nextItems()));
  }
  return found;
}

async function until(check) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await check()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`not within a minute: ${check}`);
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

const only = process.argv[3];
for (const [name, run] of Object.entries(scenarios)) {
  if (only && name !== only) {
    continue;
  }
  let error;
  try {
    await Promise.race([run(), new Promise((_, reject) => setTimeout(() => reject(new Error('not over within two minutes')), 120_000).unref())]);
  } catch (problem) {
    error = String(problem?.stack ?? problem);
  }
  console.log(JSON.stringify({ name, error }));
}
process.exit(0);
