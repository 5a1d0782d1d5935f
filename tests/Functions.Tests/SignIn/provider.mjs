// The certified OpenID provider for Node, with its own development login pages. Arguments: folder of packages, callback addresses.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import http from 'node:http';

const [folder, ...callbacks] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

// The name somebody logs in with is their subject; what is known of them is in the name: "ada+admins@acme.example".
const accountOf = (ctx, id) => ({
  accountId: id,
  claims: () => ({
    sub: id,
    email: id.replace(/\+[^@]*/, ''),
    email_verified: !id.startsWith('unproven'),
    name: 'Person ' + id,
    groups: /\+([^@]*)/.test(id) ? [/\+([^@]*)/.exec(id)[1]] : [],
  }),
});

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'hiveflow',
      client_secret: 'a secret+with/odd:characters',
      redirect_uris: callbacks.length === 0 ? ['https://unused.example/'] : callbacks,
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: accountOf,
    pkce: { required: () => true },
    cookies: { keys: ['for tests'] },
  });
  // Without addresses any is taken: those of connections are known only once there are connections.
  if (callbacks.length === 0) {
    provider.Client.prototype.redirectUriAllowed = () => true;
  }

  server.on('request', provider.callback());
  console.log(`ready ${issuer}`);
});
