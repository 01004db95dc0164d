// Signs in at a world through its proxy with the Chromium of this machine, and has Playwright record a HAR.
import { chromium } from "playwright-core";

const config = JSON.parse(process.env.INTEROP);
const browser = await chromium.launch({
  executablePath: config.chromium,
  proxy: { server: config.proxy },
  args: config.args,
});
try {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, recordHar: { path: config.har, mode: "full", content: "embed" } });
  const page = await context.newPage();
  page.setDefaultTimeout(30000);
  await page.goto("https://login.microsoftonline.com/");
  for (let step = 0; step < 6 && !(await page.content()).includes(config.landed); step++) {
    const email = page.locator("input[type=email]:visible");
    const password = page.locator("input[type=password]:visible");
    if (await email.count()) await email.first().fill(config.upn);
    if (await password.count()) await password.first().fill(config.password);
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.locator("button:visible, input[type=submit]:visible").last().click()]);
    await page.waitForLoadState("networkidle");
  }
  console.log(await page.title());
  await context.close();
} finally {
  await browser.close();
}
