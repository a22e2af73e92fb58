package dev.aatomic.timeline.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window or a network. */
public final class Browser implements AutoCloseable {

    /** What to do where there is none. */
    public static final String MISSING =
            "Found no chromium and chromedriver in /usr/bin or on the PATH. Install both to run"
                    + " this test: apt-get install chromium chromium-driver";

    private static final long SECONDS = 30;

    private final ChromeDriver driver;

    private Browser(Path browser, Path chromedriver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--force-device-scale-factor=1",
                // Not even a name is looked up.
                "--host-resolver-rules=MAP * ~NOTFOUND");
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.PERFORMANCE, Level.ALL);
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .build();
        this.driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(SECONDS));
        driver.manage().window().setSize(new Dimension(1400, 900));
    }

    public static boolean isInstalled() {
        return find("chromium").isPresent() && find("chromedriver").isPresent();
    }

    public static Browser start() {
        return new Browser(find("chromium").orElseThrow(), find("chromedriver").orElseThrow());
    }

    private static Optional<Path> find(String program) {
        String path = System.getenv("PATH");
        return Stream.concat(Stream.of("/usr/bin"), path == null ? Stream.of() : Arrays.stream(path.split(":")))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a page in light colours, with the network off, and waits until it is drawn. */
    public void open(Path page) {
        prefer("light");
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
        driver.manage().logs().get(LogType.PERFORMANCE);
        driver.manage().logs().get(LogType.BROWSER);
        driver.get(page.toUri().toString());
        settle();
    }

    /** What a user has set the system to: light or dark. */
    public void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Waits until what was asked for is drawn. */
    public void settle() {
        driver.executeAsyncScript("const done = arguments[0];"
                + "requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done())));");
    }

    public @Nullable Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    public @Nullable Object asynchronousScript(String script) {
        return driver.executeAsyncScript(script);
    }

    public double number(String script, Object... arguments) {
        return ((Number) Objects.requireNonNull(script("return " + script, arguments), script)).doubleValue();
    }

    public String text(String script, Object... arguments) {
        return String.valueOf(script("return " + script, arguments));
    }

    public WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    public Actions actions() {
        return new Actions(driver, Duration.ofMillis(20));
    }

    /** Presses keys where the focus is. */
    public void press(CharSequence... keys) {
        actions().sendKeys(keys).perform();
        settle();
    }

    public void pressWithShift(Keys key) {
        actions().keyDown(Keys.SHIFT).sendKeys(key).keyUp(Keys.SHIFT).perform();
        settle();
    }

    /** What the browser asked for, but for the page itself. */
    public List<String> requests(Path page) {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("Network.requestWillBeSent\""))
                .filter(message -> !message.contains("\"url\":\"" + page.toUri() + "\""))
                .filter(message -> !message.contains("\"url\":\"data:"))
                .toList();
    }

    /** What went wrong in the page. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Keeps a picture of the page, if the property {@code aatomic.timeline.screenshots} names a folder. */
    public void screenshot(String name) {
        String folder = System.getProperty("aatomic.timeline.screenshots");
        if (folder != null) {
            try {
                Files.createDirectories(Path.of(folder));
                Files.write(Path.of(folder, name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
