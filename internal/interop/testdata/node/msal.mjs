// MSAL for Node gets an app-only token, and reads the tenant's domains from Graph with it. It writes to standard
// output, in JSON, which addresses MSAL asked and what came.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { request } from "./proxy.mjs";

const config = JSON.parse(process.env.INTEROP);
const asked = [];

async function send(url, options, method) {
  asked.push(new URL(url).origin + new URL(url).pathname);
  const { status, headers, text } = await request(config, url, { method, headers: options?.headers, body: options?.body });
  return { status, headers, body: JSON.parse(text) };
}

const client = new ConfidentialClientApplication({
  auth: { clientId: config.clientId, clientSecret: config.clientSecret, authority: `https://login.microsoftonline.com/${config.tenant}` },
  system: {
    networkClient: {
      sendGetRequestAsync: (url, options) => send(url, options, "GET"),
      sendPostRequestAsync: (url, options) => send(url, options, "POST"),
    },
  },
});

let answer;
try {
  const token = await client.acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
  const again = await client.acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
  const domains = await request(config, "https://graph.microsoft.com/v1.0/domains", { headers: { authorization: `Bearer ${token.accessToken}` } });
  answer = { domains: JSON.parse(domains.text).value.map((d) => d.id), cached: again.fromCache && again.accessToken === token.accessToken };
} catch (error) {
  answer = { error: error.message };
}
console.log(JSON.stringify({ asked, ...answer }));
