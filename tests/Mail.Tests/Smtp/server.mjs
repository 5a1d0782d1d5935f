// node server.mjs <package folder> <certificate> <key> <mail folder> <implicit|starttls|plain> <take|busy-once|no-receiver|no-mail>
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const [folder, certificate, key, mails, tls, behaviour] = process.argv.slice(2);
const { SMTPServer } = createRequire(join(folder, 'package.json'))('smtp-server');

let taken = 0;
let refused = 0;
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  secure: tls === 'implicit',
  hideSTARTTLS: tls === 'plain',
  cert: readFileSync(certificate),
  key: readFileSync(key),
  authMethods: ['PLAIN', 'LOGIN'],
  authOptional: true,
  onAuth({ username, password }, session, callback) {
    callback(username === 'hiveflow' && password === 'a secret' ? null : refusal(535, 'wrong'), { user: username });
  },
  onRcptTo(address, session, callback) {
    if (behaviour === 'no-receiver') {
      return callback(refusal(550, 'no such mailbox'));
    }

    callback(behaviour === 'busy-once' && refused++ === 0 ? refusal(451, 'come back later') : null);
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      if (behaviour === 'no-mail') {
        return callback(refusal(554, 'not wanted'));
      }

      const name = join(mails, `${String(taken++).padStart(4, '0')}.eml`);
      const head = `X-Test-User: ${session.user ?? ''}\r\nX-Test-Secure: ${session.secure}\r\nX-Test-Receivers: ${session.envelope.rcptTo.length}\r\n`;
      writeFileSync(`${name}.part`, Buffer.concat([Buffer.from(head), ...chunks]));
      renameSync(`${name}.part`, name);
      callback();
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => console.log(`ready ${server.server.address().port}`));
