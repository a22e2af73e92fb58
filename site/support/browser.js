import { accessSync, constants } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { Builder, By, error, logging, until } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/chrome.js";

const MILLIS = 30_000;

/** What to do where there is none. */
export const MISSING =
  "Found no chromium and chromedriver in /usr/bin or on the PATH. Install both to run this test: apt-get install chromium chromium-driver";

export function isInstalled() {
  return find("chromium") !== undefined && find("chromedriver") !== undefined;
}

function find(program) {
  return ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)]
    .filter(folder => folder !== "")
    .map(folder => join(folder, program))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A Chromium without a window, which reaches this machine alone. */
export class Browser {
  static async start() {
    const options = new Options();
    options.setChromeBinaryPath(find("chromium"));
    options.addArguments(
      "--headless=new",
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--force-device-scale-factor=1",
      // No name is looked up.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    );
    const preferences = new logging.Preferences();
    preferences.setLevel(logging.Type.PERFORMANCE, logging.Level.ALL);
    preferences.setLevel(logging.Type.BROWSER, logging.Level.ALL);
    options.setLoggingPrefs(preferences);
    const driver = await new Builder()
      .forBrowser("chrome")
      .setChromeOptions(options)
      .setChromeService(new ServiceBuilder(find("chromedriver")))
      .build();
    return new Browser(driver);
  }

  constructor(driver) {
    this.driver = driver;
  }

  /** Opens a page as one who has set the system to light or dark colours sees it in a window of that width, and waits until it works. */
  async open(address, { width = 1440, scheme = "light" } = {}) {
    await this.command("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    await this.command("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 });
    await this.driver.get(address);
    await this.driver.executeAsyncScript(
      "const done = arguments[0]; document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
    );
    await this.until("the page answers to clicks", "const app = document.querySelector('#app'); return !app || '__vue_app__' in app");
  }

  command(name, parameters) {
    return this.driver.sendDevToolsCommand(name, parameters);
  }

  script(script, ...parameters) {
    return this.driver.executeScript(script, ...parameters);
  }

  /** Waits until a script that runs in the page returns what is true, and returns that. */
  until(what, script, ...parameters) {
    return this.driver.wait(() => this.script(script, ...parameters), MILLIS, `waited in vain until ${what}`);
  }

  /** The first element of a style sheet's selector, as soon as it is seen. */
  seen(selector) {
    const visible = async () => {
      const [element] = await this.driver.findElements(By.css(selector));
      try {
        return element && (await element.isDisplayed()) ? element : null;
      } catch (failure) {
        if (failure instanceof error.StaleElementReferenceError) {
          return null;
        }
        throw failure;
      }
    };
    return this.driver.wait(visible, MILLIS, `saw no ${selector}`);
  }

  /** Clicks on the first element of a style sheet's selector. */
  click(selector) {
    return this.again(selector, async () => (await this.seen(selector)).click());
  }

  /** Types into the first element of a style sheet's selector. */
  type(selector, text) {
    return this.again(selector, async () => (await this.seen(selector)).sendKeys(text));
  }

  /** Does something with an element until the page does not replace it meanwhile. */
  async again(selector, action) {
    const done = async () => {
      try {
        await action();
        return true;
      } catch (failure) {
        if (failure instanceof error.StaleElementReferenceError || failure instanceof error.ElementClickInterceptedError) {
          return false;
        }
        throw failure;
      }
    };
    await this.driver.wait(done, MILLIS, `${selector} does not stay`);
  }

  /** Waits until the page's address is that one. */
  async at(address) {
    await this.driver.wait(until.urlIs(address), MILLIS, `expected the address ${address}`);
  }

  /** What one reads in the first element of a style sheet's selector. */
  text(selector) {
    return this.script("return document.querySelector(arguments[0]).innerText", selector);
  }

  /** Starts from an empty page: what was asked for and said before no longer counts. */
  async forget() {
    await this.driver.get("about:blank");
    await this.requests();
    await this.complaints();
  }

  /** The addresses that were asked for since the last call, those of other hosts too. */
  async requests() {
    const entries = await this.driver.manage().logs().get(logging.Type.PERFORMANCE);
    return entries
      .map(entry => JSON.parse(entry.message).message)
      .filter(({ method }) => method === "Network.requestWillBeSent")
      .map(({ params }) => params.request.url)
      .filter(address => !address.startsWith("data:"));
  }

  /** What the console has had to say since the last call. */
  async complaints() {
    const entries = await this.driver.manage().logs().get(logging.Type.BROWSER);
    return entries.filter(({ level }) => level.value >= logging.Level.WARNING.value).map(({ message }) => message);
  }

  async screenshot(file) {
    await writeFile(file, await this.driver.takeScreenshot(), "base64");
  }

  close() {
    return this.driver.quit();
  }
}
