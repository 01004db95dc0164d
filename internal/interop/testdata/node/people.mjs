// MSAL for Node signs a person in, by device code or by authorization code with PKCE, reads the tenant's domains from
// Graph, and gets another token without the person. It writes to standard output what the person has to open, and then,
// in JSON, what came.
import { PublicClientApplication } from "@azure/msal-node";
import { request } from "./proxy.mjs";

const config = JSON.parse(process.env.INTEROP);
const scopes = ["https://graph.microsoft.com/Domain.ReadWrite.All"];

async function send(url, options, method) {
  const { status, headers, text } = await request(config, url, { method, headers: options?.headers, body: options?.body });
  return { status, headers, body: JSON.parse(text) };
}

const client = new PublicClientApplication({
  auth: { clientId: config.clientId, authority: `https://login.microsoftonline.com/${config.tenant}` },
  system: {
    networkClient: {
      sendGetRequestAsync: (url, options) => send(url, options, "GET"),
      sendPostRequestAsync: (url, options) => send(url, options, "POST"),
    },
  },
});

let answer;
try {
  const token =
    config.flow === "device"
      ? await client.acquireTokenByDeviceCode({ scopes, deviceCodeCallback: (code) => console.log(code.message) })
      : await client.acquireTokenInteractive({ scopes, openBrowser: async (address) => console.log(address) });
  const domains = await request(config, "https://graph.microsoft.com/v1.0/domains", { headers: { authorization: `Bearer ${token.accessToken}` } });
  const again = await client.acquireTokenSilent({ scopes, account: token.account, forceRefresh: true });
  answer = { username: token.account.username, domains: JSON.parse(domains.text).value.map((d) => d.id), silent: again.accessToken !== token.accessToken };
} catch (error) {
  answer = { error: error.message };
}
console.log(JSON.stringify(answer));
process.exit(0);
