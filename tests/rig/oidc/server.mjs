// An identity provider of the test's own (panva's oidc-provider), on loopback.
//
//     node server.mjs MODULES PORT DIR [CERTIFICATE]
//
// MODULES is the directory that holds node_modules. It knows these clients:
//     secret-app    client credentials, with the secret "app-secret" in the form
//     key-app       client credentials, with an assertion signed by the key of CERTIFICATE (private_key_jwt)
//     person-app    refresh token and device code, public; each refresh token is good once
//     dovecot       asks whether tokens are good (introspection), with the secret "dovecot-secret"
// Tokens are for the user "nominee". DIR/control.json, read at each request, changes how it behaves:
//     {"life": seconds of a token, "introspection": what to say of every token, such as {"active": false},
//      "answer": {"status", "headers", "body"} instead of a token, "silent": true to answer nothing at all}
// DIR/log.jsonl has a line for each request for a token: {"grant", "client", "status"}. For the tests alone:
//     POST /test/refresh-token        a first refresh token, as if "nominee" had signed in
//     POST /test/approve?code=CODE    "nominee" enters the code of a device and agrees; &no=1: refuses
//     POST /test/forget               no access token given so far is good any more
import { createRequire } from 'node:module';
import { X509Certificate } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modules, portText, dir, certificate] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(createRequire(`${modules}/`).resolve('oidc-provider')));

function control() {
  try {
    return JSON.parse(readFileSync(`${dir}/control.json`, 'utf8'));
  } catch {
    return {};
  }
}

// What it has given out, by model and id.
const store = new Map();
class Adapter {
  constructor(model) { this.model = model; }
  key(id) { return `${this.model}:${id}`; }
  async upsert(id, payload) { store.set(this.key(id), payload); }
  async find(id) { return store.get(this.key(id)); }
  async findByUid(uid) { return [...store.values()].find((payload) => payload.uid === uid); }
  async findByUserCode(code) { return [...store.values()].find((payload) => payload.userCode === code); }
  async destroy(id) { store.delete(this.key(id)); }
  async consume(id) { store.get(this.key(id)).consumed = Math.floor(Date.now() / 1000); }
  async revokeByGrantId(grant) {
    for (const [key, payload] of store) if (payload.grantId === grant) store.delete(key);
  }
}

const none = { redirect_uris: [], response_types: [] };
const clients = [
  { ...none, client_id: 'secret-app', client_secret: 'app-secret', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_post' },
  { ...none, client_id: 'person-app', grant_types: ['refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'], token_endpoint_auth_method: 'none' },
  { ...none, client_id: 'dovecot', client_secret: 'dovecot-secret', grant_types: [] },
];
if (certificate) {
  const jwk = new X509Certificate(readFileSync(certificate)).publicKey.export({ format: 'jwk' });
  clients.push({ ...none, client_id: 'key-app', grant_types: ['client_credentials'], token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...jwk, use: 'sig' }] } });
}

const life = () => control().life ?? 3600;
const provider = new Provider(`http://127.0.0.1:${portText}`, {
  adapter: Adapter,
  clients,
  cookies: { keys: ['for tests'] },
  scopes: ['openid', 'offline_access', 'imap'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true, allowedPolicy: async () => true },
  },
  findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  ttl: { ClientCredentials: life, AccessToken: life, RefreshToken: 86400, Grant: 86400, DeviceCode: 600, IdToken: 600 },
  extraTokenClaims: async () => ({ username: 'nominee' }),
});

/// What "nominee" has agreed to.
async function agreement(clientId) {
  const grant = new provider.Grant({ accountId: 'nominee', clientId });
  grant.addOIDCScope('openid offline_access imap');
  return grant.save();
}

async function firstRefreshToken() {
  const client = await provider.Client.find('person-app');
  const token = new provider.RefreshToken({
    accountId: 'nominee', client, grantId: await agreement('person-app'), gty: 'device_code', scope: 'openid offline_access imap',
  });
  return token.save();
}

async function approve(query) {
  const code = await provider.DeviceCode.findByUserCode(query.get('code').replace(/[^A-Z0-9]/g, ''));
  if (!code) return false;
  if (query.get('no')) {
    Object.assign(code, { error: 'access_denied', errorDescription: 'the person said no' });
  } else {
    Object.assign(code, { accountId: 'nominee', grantId: await agreement(code.clientId), scope: code.params.scope });
  }
  await code.save();
  return true;
}

provider.use(async (ctx, next) => {
  const { path } = ctx;
  const { answer, introspection, silent } = control();
  if (path === '/test/refresh-token') {
    ctx.body = await firstRefreshToken();
  } else if (path === '/test/approve') {
    ctx.status = (await approve(ctx.URL.searchParams)) ? 204 : 404;
  } else if (path === '/test/forget') {
    for (const key of store.keys()) if (/^(AccessToken|ClientCredentials):/.test(key)) store.delete(key);
    ctx.status = 204;
  } else if (path === '/token/introspection' && introspection) {
    ctx.body = introspection;
  } else if (path === '/token' && silent) {
    await new Promise(() => {});
  } else if (path === '/token' && answer) {
    ctx.status = answer.status;
    ctx.set(answer.headers ?? {});
    ctx.body = answer.body;
    appendFileSync(`${dir}/log.jsonl`, `${JSON.stringify({ answer: answer.status })}\n`);
  } else {
    await next();
    if (path === '/device/auth' && ctx.status === 200) ctx.body.interval = 1;
    if (path === '/token') {
      const { grant_type: grant, client_id: client } = ctx.oidc?.body ?? {};
      appendFileSync(`${dir}/log.jsonl`, `${JSON.stringify({ grant, client, status: ctx.status })}\n`);
    }
  }
});
provider.listen(Number(portText), '127.0.0.1', () => console.log('ready'));
