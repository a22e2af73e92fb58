package dev.aatomic.timeline.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.internal.recording.Event;
import dev.aatomic.timeline.internal.recording.RecordingReader;
import dev.aatomic.timeline.support.Browser;
import dev.aatomic.timeline.support.GeneratedLoad;
import dev.aatomic.timeline.support.KnownBlocks;
import dev.aatomic.timeline.support.StarvedPool;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.WheelInput;

/** The page in a browser: what is drawn, and what mouse and keys do. */
class BrowserTest {

    private static final double MILLISECOND = 1e6;
    private static final int MANY = 10_001;

    /** Far more than a frame takes: what else the machine does makes it slow. */
    private static final int FRAME_MILLIS = 500;

    /** How many of the bars that are added up have only the background where they are, in the row of the upper part of a connection. */
    private static final String UNSEEN = """
            (() => {
              const canvas = document.getElementById("picture");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const merged = aatomicTimeline.bars().filter(bar => bar.merged && bar.row.startsWith("connection"));
              if (merged.length < 1000) {
                return -1;
              }
              // A pattern may be white in places, but not all the way down.
              return merged.filter(bar => {
                for (let y = Math.round(bar.y) + 1; y < bar.y + 14; y++) {
                  const at = (y * canvas.width + Math.floor(bar.x)) * 4;
                  if (data[at] !== 255 || data[at + 1] !== 255 || data[at + 2] !== 255) {
                    return false;
                  }
                }
                return true;
              }).length;
            })()
            """;

    @TempDir
    private static Path folder;

    private static @Nullable Browser started;

    @BeforeAll
    static void start() {
        if (Browser.isInstalled()) {
            started = Browser.start();
        }
    }

    @BeforeEach
    void needsABrowser() {
        assumeTrue(started != null, Browser.MISSING);
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void drawsEveryBlockOfTheRecording() throws IOException {
        Browser browser = openKnown();

        assertThat(bars(browser).stream().map(bar -> bar.get("row") + ": " + bar.get("name")))
                .containsExactly(
                        "connection 0: Accounts.transfer",
                        "connection 0: Orders.place",
                        "connection 1: Reports.monthly",
                        "some connection: Old.block",
                        "some connection: Jobs.run",
                        "waiting: Accounts.transfer",
                        "waiting: Orders.place",
                        "waiting: Jobs.run",
                        "waiting: Old.block",
                        "waiting: " + KnownBlocks.EVIL,
                        "hooks: Accounts.transfer");
        // The whole recording of 190 ms, with a hundredth of it on each side, right of the labels.
        double plot = browser.number("document.getElementById('picture').clientWidth") - 150;
        Map<String, Object> first = bars(browser).get(0);
        assertThat(number(first, "x")).isCloseTo(150 + (10 + 1.9) / (190 * 1.02) * plot, within(0.01));
        assertThat(number(first, "width")).isCloseTo(90 / (190 * 1.02) * plot, within(0.01));
        for (Map<String, Object> bar : bars(browser)) {
            double x = browser.number("aatomicTimeline.x(arguments[0])", number(bar, "start"));
            double end = browser.number("aatomicTimeline.x(arguments[0])", number(bar, "end"));
            assertThat(number(bar, "x")).isEqualTo(x);
            assertThat(number(bar, "width")).isCloseTo(end - x, within(0.001));
            assertThat(browser.text(
                            "aatomicTimeline.barAt(arguments[0], arguments[1]).name",
                            x + number(bar, "width") / 2,
                            number(bar, "y") + number(bar, "height") / 2))
                    .isEqualTo(bar.get("name"));
        }
        browser.screenshot("known-light");
    }

    @Test
    void paintsEachPartInItsColour() throws IOException {
        Browser browser = openKnown();

        // Of Accounts.transfer: 10 to 40 in the database, to 60 in code, to 80 idle, to 100 in the database.
        assertPixels(browser, "connection 0", 25, "database", "database-ink");
        assertPixels(browser, "connection 0", 50, "body", "body-ink");
        assertPixels(browser, "connection 0", 70, "idle", "idle-ink");
        assertPixels(browser, "connection 0", 90, "database", "database-ink");
        assertPixels(browser, "some connection", 80, "held", "held-ink");
        // Beyond the last bar there is nothing.
        assertPixels(browser, "connection 1", 188, "background", "background");
        // The other theme has other colours, in the same places.
        browser.prefer("dark");
        browser.settle();
        assertThat(browser.text("document.documentElement.dataset.theme")).isEqualTo("dark");
        assertPixels(browser, "connection 0", 25, "database", "database-ink");
        assertPixels(browser, "connection 0", 70, "idle", "idle-ink");
        browser.screenshot("known-dark");
        browser.script("const theme = document.getElementById('theme'); theme.value = 'light';"
                + "theme.dispatchEvent(new Event('change'));");
        browser.settle();
        assertThat(browser.text("document.documentElement.dataset.theme")).isEqualTo("light");
        assertPixels(browser, "connection 1", 188, "background", "background");
    }

    @Test
    void paintsOutcomesWithASecondSignBesideColour() throws IOException {
        Browser browser = openKnown();

        // A committed block's sign is of one colour, that of the others has a pattern: right of the icon's place, where
        // the bar is narrow.
        for (Map<String, Object> bar : bars(browser)) {
            if (bar.get("row").equals("waiting")
                    && number(bar, "width") > 100
                    && bar.get("name").equals(KnownBlocks.EVIL)) {
                List<List<Number>> pixels =
                        pixels(browser, number(bar, "x") + number(bar, "width") * 0.7, number(bar, "y") + 1, 12, 8);
                assertThat(pixels).contains(colour(browser, "rolled-back"), colour(browser, "on-outcome"));
                return;
            }
        }
        throw new AssertionError("No block that gave up is drawn");
    }

    @Test
    void keepsATextOfTheRecordingInert() throws IOException {
        Browser browser = openKnown();

        browser.element("search-text").sendKeys("script");
        browser.press(Keys.ENTER);

        assertThat(browser.text("document.querySelector('#tooltip h3').textContent"))
                .isEqualTo(KnownBlocks.EVIL);
        assertThat(browser.number("document.querySelectorAll('img').length")).isZero();
        assertThat(browser.text("typeof window.broken")).isEqualTo("undefined");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void asksForNothing() throws IOException {
        Path page = page("known", KnownBlocks.list().events());
        Browser browser = browser();

        browser.open(page);

        assertThat(browser.number("performance.getEntriesByType('resource').length"))
                .isZero();
        assertThat(browser.requests(page)).isEmpty();
        assertThat(browser.errors()).isEmpty();
        assertThat(bars(browser)).isNotEmpty();
    }

    @Test
    void zoomsByWheelAroundThePointer() throws IOException {
        Browser browser = openKnown();
        double time = timeAt(browser, 900);

        browser.actions()
                .scrollFromOrigin(
                        WheelInput.ScrollOrigin.fromViewport(900 + (int) left(browser), top(browser) + 100), 0, -400)
                .perform();
        browser.settle();

        assertThat(span(browser)).isLessThan(120 * MILLISECOND);
        assertThat(timeAt(browser, 900)).isCloseTo(time, within(0.01 * MILLISECOND));
    }

    @Test
    void pansBySidewaysWheelAndByShiftAndDrag() throws IOException {
        Browser browser = openKnown();
        zoomTo(browser, 40, 100);
        double from = range(browser).get(0);

        browser.actions()
                .scrollFromOrigin(
                        WheelInput.ScrollOrigin.fromViewport(900 + (int) left(browser), top(browser) + 100), 125, 0)
                .perform();
        browser.settle();
        double panned = range(browser).get(0);
        browser.actions()
                .keyDown(Keys.SHIFT)
                .moveToLocation(800 + (int) left(browser), top(browser) + 100)
                .clickAndHold()
                .moveByOffset(60, 0)
                .moveByOffset(65, 0)
                .release()
                .keyUp(Keys.SHIFT)
                .perform();
        browser.settle();

        assertThat(panned).isGreaterThan(from);
        assertThat(range(browser).get(0)).isCloseTo(from, within(0.2 * MILLISECOND));
        assertThat(span(browser)).isCloseTo(60 * MILLISECOND, within(0.1 * MILLISECOND));
    }

    @Test
    void zoomsIntoADraggedRange() throws IOException {
        Browser browser = openKnown();
        double from = timeAt(browser, 500);
        double to = timeAt(browser, 700);

        drag(browser, 500, 700);

        assertThat(range(browser).get(0)).isCloseTo(from, within(0.5 * MILLISECOND));
        assertThat(range(browser).get(1)).isCloseTo(to, within(0.5 * MILLISECOND));
    }

    @Test
    void obeysTheKeys() throws IOException {
        Browser browser = openKnown();
        List<Double> whole = range(browser);
        browser.script("document.getElementById('scroller').focus()");

        browser.press("+", "+", "+");
        double zoomed = span(browser);
        double from = range(browser).get(0);
        browser.press(Keys.ARROW_RIGHT);
        double panned = range(browser).get(0);
        browser.press(Keys.ARROW_LEFT);
        double back = range(browser).get(0);
        browser.press("-");
        double out = span(browser);
        browser.press("0");

        double wholeSpan = whole.get(1) - whole.get(0);
        assertThat(zoomed).isCloseTo(wholeSpan / Math.pow(1.5, 3), within(1.0));
        assertThat(panned - from).isCloseTo(zoomed / 10, within(1.0));
        assertThat(back).isCloseTo(from, within(1.0));
        assertThat(out).isCloseTo(zoomed * 1.5, within(1.0));
        assertThat(range(browser)).isEqualTo(whole);
    }

    @Test
    void goesFromBlockToBlockByKeys() throws IOException {
        Browser browser = openKnown();
        browser.script("document.getElementById('scroller').focus()");
        browser.press(Keys.ENTER);
        assertThat(browser.number("aatomicTimeline.chosen()")).isNotNegative();

        for (int i = 0; i < 11; i++) {
            browser.pressWithShift(Keys.TAB);
        }
        // Before the first bar is what is before the picture.
        assertThat(browser.text("document.activeElement.id")).isNotEqualTo("scroller");
        browser.script("document.getElementById('scroller').focus()");
        assertThat(chosen(browser)).isEqualTo("Accounts.transfer");
        browser.press(Keys.TAB);
        assertThat(chosen(browser)).isEqualTo("Accounts.transfer");
        browser.press(Keys.TAB);
        assertThat(chosen(browser)).isEqualTo("Reports.monthly");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("scroller");
        assertThat(browser.text("document.getElementById('announcement').textContent"))
                .startsWith("Reports.monthly: outcome ✕ rolled back, id #2");
        browser.press(Keys.ARROW_UP);
        assertThat(chosen(browser)).isEqualTo("Accounts.transfer");
        browser.press(Keys.ARROW_RIGHT);
        assertThat(chosen(browser)).isEqualTo("Orders.place");

        browser.press(Keys.ESCAPE);
        assertThat(browser.number("aatomicTimeline.chosen()")).isEqualTo(-1);
        assertThat(browser.element("tooltip").isDisplayed()).isFalse();
        browser.press(Keys.TAB);
        assertThat(browser.text("document.activeElement.id")).isNotEqualTo("scroller");
    }

    @Test
    void reachesEveryControlByTab() throws IOException {
        Browser browser = openKnown();
        browser.script("document.activeElement.blur()");

        Set<String> reached = new LinkedHashSet<>();
        for (int i = 0; i < 40; i++) {
            browser.actions().sendKeys(Keys.TAB).perform();
            reached.add(browser.text("document.activeElement.id || document.activeElement.closest('[id]')?.id"));
            assertThat(browser.text("document.activeElement === document.body"
                            + " ? '3px' : getComputedStyle(document.activeElement).outlineWidth"))
                    .isEqualTo("3px");
        }

        assertThat(reached)
                .contains(
                        "search-text",
                        "zoom-in",
                        "zoom-out",
                        "whole",
                        "table-switch",
                        "help-switch",
                        "theme",
                        "overview-charts",
                        "idlest",
                        "waiting",
                        "scroller");
    }

    @Test
    void searchesAndStepsThroughWhatItFinds() throws IOException {
        Browser browser = openKnown();
        browser.script("document.getElementById('scroller').focus()");

        browser.press("/");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("search-text");
        browser.press("rolled back");
        assertThat(count(browser)).isEqualTo("2 blocks");
        browser.press(Keys.ESCAPE, "DEFAULT");
        assertThat(count(browser)).isEqualTo("6 blocks");
        browser.press(Keys.ENTER);
        assertThat(count(browser)).isEqualTo("1 of 6 blocks");
        assertThat(chosen(browser)).isEqualTo("Accounts.transfer");
        browser.press(Keys.ENTER);
        assertThat(chosen(browser)).isEqualTo("Reports.monthly");
        browser.pressWithShift(Keys.ENTER);
        assertThat(chosen(browser)).isEqualTo("Accounts.transfer");
        browser.pressWithShift(Keys.ENTER);
        assertThat(chosen(browser)).isEqualTo("Jobs.run");
        assertThat(count(browser)).isEqualTo("6 of 6 blocks");

        browser.press(Keys.ESCAPE);
        assertThat(count(browser)).isEmpty();
        browser.press("#3");
        assertThat(count(browser)).isEqualTo("1 block");
        browser.press(Keys.ESCAPE, "nothing of that name");
        assertThat(count(browser)).isEqualTo("none found");
    }

    @Test
    void tellsOfTheBlockUnderThePointer() throws IOException {
        Browser browser = openKnown();

        hover(browser, "connection 0", 30);

        assertThat(browser.element("tooltip").getText())
                .contains(
                        "Accounts.transfer",
                        "✓ committed",
                        "#1",
                        "default",
                        "waited\n10.0 ms",
                        "held\n90.0 ms",
                        "in the database\n50.0 ms",
                        "in code\n20.0 ms",
                        "idle\n20.0 ms",
                        "in hooks\n25.0 ms",
                        "steps\n2",
                        "step 30.0 ms\n" + KnownBlocks.SQL,
                        "nested block Rewards.audit, rolled back 18.0 ms",
                        "onCommit Notifier 25.0 ms");
        browser.screenshot("tooltip");

        hover(browser, "some connection", 80);
        assertThat(browser.element("tooltip").getText())
                .contains("Old.block", "not recorded", "not divided\n30.0 ms: what it did is not recorded");
        hover(browser, "connection 1", 188);
        assertThat(browser.element("tooltip").isDisplayed()).isFalse();
    }

    @Test
    void goesToWhatIsListed() throws IOException {
        Browser browser = openKnown();

        assertThat(browser.element("idlest").getText())
                .startsWith("Reports.monthly\n135 ms\nof 160 ms\nAccounts.transfer\n20.0 ms\nof 90.0 ms");
        assertThat(browser.element("waiting").getText())
                .startsWith(KnownBlocks.EVIL + "\n100 ms\nin 1, longest 100 ms\nOrders.place");
        browser.script("document.querySelector('#idlest button').focus()");
        browser.press(Keys.ENTER);

        assertThat(chosen(browser)).isEqualTo("Reports.monthly");
        assertThat(range(browser).get(0)).isBetween(-2 * MILLISECOND, 20 * MILLISECOND);
        browser.script("document.querySelectorAll('#waiting button')[1].click()");
        browser.settle();
        assertThat(chosen(browser)).isEqualTo("Orders.place");
    }

    @Test
    void movesTheVisibleRangeInTheChartOnTop() throws IOException {
        Browser browser = openKnown();
        zoomTo(browser, 80, 120);
        WebElement chart = browser.element("overview-charts").findElement(By.tagName("canvas"));
        double width = browser.number("document.querySelector('#overview-charts canvas').clientWidth");

        // From its middle, at 100 of 190 ms, 19 ms to the right.
        browser.actions()
                .moveToElement(chart, (int) Math.round(width * (100.0 / 190 - 0.5)), 20)
                .clickAndHold()
                .moveByOffset((int) Math.round(width / 20), 0)
                .moveByOffset((int) Math.round(width / 20), 0)
                .release()
                .perform();
        browser.settle();
        assertThat(range(browser).get(0)).isCloseTo(99 * MILLISECOND, within(2 * MILLISECOND));
        assertThat(span(browser)).isCloseTo(40 * MILLISECOND, within(0.01 * MILLISECOND));

        double from = range(browser).get(0);
        browser.press(Keys.ARROW_LEFT);
        assertThat(range(browser).get(0)).isCloseTo(from - 8 * MILLISECOND, within(0.1 * MILLISECOND));
        assertThat(chart.getDomAttribute("aria-valuetext")).contains(" to ").contains(" of 190 ms");
    }

    @Test
    void showsTheBlocksAsATable() throws IOException {
        Browser browser = openKnown();

        browser.element("table-switch").click();
        assertThat(browser.number("document.querySelectorAll('#table-body tr').length"))
                .isEqualTo(6);
        assertThat(browser.text("document.querySelector('#table-body tr').innerText"))
                .isEqualTo(
                        "Accounts.transfer\t1\tdefault\t0\t✓ committed\t1\t0 ns\t10.0 ms\t90.0 ms\t50.0 ms\t20.0 ms\t20.0 ms\t2");
        browser.element("search-text").sendKeys("unknown");
        browser.settle();
        assertThat(browser.text("document.getElementById('table-range').textContent"))
                .isEqualTo("1 to 1 of 1 block found");
        browser.screenshot("table");
    }

    /** What docs/timeline.md tells to do, with what the real engine recorded. */
    @Test
    void showsWhoStarvesAPool() throws IOException {
        List<Event> events = RecordingReader.read(List.of(StarvedPool.record(folder.resolve("recording.jfr"))));
        Browser browser = browser();
        browser.open(page("recording", events));
        browser.screenshot("starved-pool");

        browser.script("document.querySelector('#idlest button').focus()");
        browser.press(Keys.ENTER);

        assertThat(chosen(browser)).isEqualTo("Invoices.send");
        assertThat(browser.element("tooltip").getText()).contains("Invoices.send", "idle", "statement", "commit");
        browser.screenshot("starved-pool-zoomed");
    }

    @Test
    void drawsTenThousandBlocksAndMovesSmoothly() throws IOException {
        GeneratedLoad load = GeneratedLoad.of(42, MANY, 5);
        Browser browser = browser();
        browser.open(page("many", load.events()));

        long held = load.made().stream().filter(made -> made.connection() >= 0).count();
        long hooks = load.made().stream().filter(GeneratedLoad.Made::hooks).count();
        long waited = load.made().stream().filter(GeneratedLoad.Made::waited).count();
        Map<String, Number> drawn = drawnInAllRows(browser);
        assertThat(drawn.get("blocks").longValue()).isEqualTo(MANY);
        assertThat(drawn.get("connection").longValue()).isEqualTo(held);
        assertThat(drawn.get("waiting").longValue()).isEqualTo(waited).isLessThan(MANY);
        assertThat(drawn.get("hooks").longValue()).isEqualTo(hooks);
        for (PartKind kind : PartKind.values()) {
            assertThat(browser.number("aatomicTimeline.totals()[arguments[0]]", kind.ordinal()))
                    .as("%s", kind)
                    .isEqualTo(load.total(kind));
        }
        assertThat(browser.number(UNSEEN)).isZero();
        // However many there are: no element stands for a block.
        assertThat(browser.number("document.querySelectorAll('*').length")).isLessThan(400);
        browser.screenshot("many-whole");

        double whole = medianFrame(browser, "whole");
        assertDrawsLittle(browser);
        browser.script("document.getElementById('scroller').focus()");
        browser.press("+", "+", "+");
        browser.screenshot("many-zoomed");
        double near = medianFrame(browser, "zoomed");
        assertDrawsLittle(browser);
        browser.press("+", "+", "+", "+", "+");
        browser.screenshot("many-near");
        double nearest = medianFrame(browser, "near");
        assertDrawsLittle(browser);

        assertThat(List.of(whole, near, nearest))
                .allSatisfy(median -> assertThat(median).isLessThan(FRAME_MILLIS));
    }

    /** How many bars are drawn, by the first word of their row, and of how many blocks: all rows are scrolled by. */
    @SuppressWarnings("unchecked")
    private static Map<String, Number> drawnInAllRows(Browser browser) {
        return (Map<String, Number>) Objects.requireNonNull(browser.asynchronousScript("""
                const done = arguments[0];
                const scroller = document.getElementById("scroller");
                const bars = new Map();
                const collect = () => {
                  for (const bar of aatomicTimeline.bars()) {
                    bars.set(bar.rowIndex + " " + bar.block, bar);
                  }
                  if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1) {
                    const counts = { blocks: new Set(Array.from(bars.values(), bar => bar.block)).size };
                    for (const bar of bars.values()) {
                      const word = bar.row.split(" ")[0];
                      counts[word] = (counts[word] || 0) + 1;
                    }
                    scroller.scrollTop = 0;
                    requestAnimationFrame(() => requestAnimationFrame(() => done(counts)));
                  } else {
                    scroller.scrollTop += 100;
                    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(collect)));
                  }
                };
                collect();
                """));
    }

    /** What makes a frame slow is how often it calls the canvas; ten movements at once are drawn in one. */
    private static void assertDrawsLittle(Browser browser) {
        @SuppressWarnings("unchecked")
        Map<String, Number> counts = (Map<String, Number>) Objects.requireNonNull(browser.asynchronousScript("""
                const done = arguments[0];
                const canvas = document.getElementById("picture");
                const of = CanvasRenderingContext2D.prototype;
                const counts = { shapes: 0, texts: 0, styles: 0, frames: 0 };
                const restore = [];
                const count = (name, key) => {
                  const original = Object.getOwnPropertyDescriptor(of, name);
                  restore.push(() => Object.defineProperty(of, name, original));
                  const call = original.value || original.set;
                  const counted = function (...values) {
                    counts[key] += this.canvas === canvas ? 1 : 0;
                    return call.apply(this, values);
                  };
                  Object.defineProperty(of, name, original.value ? { ...original, value: counted } : { ...original, set: counted });
                };
                count("fillRect", "shapes");
                count("strokeRect", "shapes");
                count("fillText", "texts");
                count("fillStyle", "styles");
                count("setTransform", "frames");
                for (let i = 0; i < 10; i++) {
                  canvas.dispatchEvent(new WheelEvent("wheel", { deltaX: i % 2 ? 40 : -40, bubbles: true, cancelable: true }));
                }
                requestAnimationFrame(() => requestAnimationFrame(() => {
                  restore.forEach(put => put());
                  counts.width = canvas.clientWidth;
                  done(counts);
                }));
                """));
        assertThat(counts.get("frames").intValue()).isEqualTo(1);
        // However many blocks there are: four in each column of pixels of the rows of five connections.
        assertThat(counts.get("shapes").intValue())
                .isLessThan(4 * 5 * counts.get("width").intValue());
        // To change what is filled with takes longest, and texts are next.
        assertThat(counts.get("styles").intValue()).isLessThan(200);
        assertThat(counts.get("texts").intValue()).isLessThan(200);
    }

    /** Moves to and fro by sixty frames; the median of the time from one to the next drawn, which reading a pixel forces. */
    private static double medianFrame(Browser browser, String what) {
        @SuppressWarnings("unchecked")
        List<Number> times = (List<Number>) Objects.requireNonNull(browser.asynchronousScript("""
                const done = arguments[0];
                const scroller = document.getElementById("scroller");
                const canvas = document.getElementById("picture");
                const context = canvas.getContext("2d");
                const times = [];
                let frame = 0;
                let before = 0;
                const step = () => {
                  context.getImageData(400, 100, 1, 1);
                  const now = performance.now();
                  if (frame > 0) {
                    times.push(now - before);
                  }
                  if (frame++ === 60) {
                    done([median(times), median(aatomicTimeline.frameTimes().slice(-60))]);
                    return;
                  }
                  before = performance.now();
                  canvas.dispatchEvent(new WheelEvent("wheel", { deltaX: frame % 2 ? 40 : -40, bubbles: true, cancelable: true }));
                  requestAnimationFrame(step);
                };
                const median = values => values.sort((a, b) => a - b)[values.length >> 1];
                requestAnimationFrame(step);
                """));
        System.out.printf(
                "%d blocks, %s: median frame %.1f ms, of which drawing %.1f ms%n",
                MANY, what, times.get(0).doubleValue(), times.get(1).doubleValue());
        return Math.max(times.get(0).doubleValue(), times.get(1).doubleValue());
    }

    private static Browser browser() {
        return Objects.requireNonNull(started);
    }

    private static Browser openKnown() throws IOException {
        Browser browser = browser();
        browser.open(page("known", KnownBlocks.list().events()));
        return browser;
    }

    private static Path page(String name, List<Event> events) throws IOException {
        Path page = folder.resolve(name + ".html");
        try (Writer out = Files.newBufferedWriter(page)) {
            HtmlWriter.write(name + ".jfr", BlockAssembler.assemble(events), out);
        }
        return page;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> bars(Browser browser) {
        return (List<Map<String, Object>>) Objects.requireNonNull(browser.script("return aatomicTimeline.bars()"));
    }

    private static double number(Map<String, Object> bar, String key) {
        return ((Number) bar.get(key)).doubleValue();
    }

    /** The pixels in the middle of a row at a time, in milliseconds, are of a ground and its ink. */
    private static void assertPixels(Browser browser, String row, double time, String ground, String ink) {
        double x = browser.number("aatomicTimeline.x(arguments[0])", time * MILLISECOND);
        double y = browser.number("aatomicTimeline.bandAt(arguments[0])", middle(browser, row));
        List<List<Number>> pixels = pixels(browser, x - 6, y - 3, 12, 6);
        assertThat(pixels).as("%s at %s", row, time).contains(colour(browser, ground));
        if (!ground.equals("background")) {
            assertThat(pixels).as("%s at %s", row, time).doesNotContain(colour(browser, "background"));
        }
        List<Number> inkColour = colour(browser, ink);
        assertThat(pixels.stream().anyMatch(pixel -> isNear(pixel, inkColour)))
                .as("%s at %s has %s among %s", row, time, inkColour, pixels)
                .isTrue();
    }

    private static boolean isNear(List<Number> pixel, List<Number> colour) {
        for (int i = 0; i < 3; i++) {
            if (Math.abs(pixel.get(i).intValue() - colour.get(i).intValue()) > 40) {
                return false;
            }
        }
        return true;
    }

    private static double middle(Browser browser, String row) {
        Map<String, Object> bar = bars(browser).stream()
                .filter(candidate -> candidate.get("row").equals(row))
                .findFirst()
                .orElseThrow();
        return number(bar, "y") + number(bar, "height") / 2;
    }

    @SuppressWarnings("unchecked")
    private static List<List<Number>> pixels(Browser browser, double x, double y, int width, int height) {
        return (List<List<Number>>) Objects.requireNonNull(browser.script("""
                const context = document.getElementById("picture").getContext("2d");
                const data = context.getImageData(Math.round(arguments[0]), Math.round(arguments[1]), arguments[2], arguments[3]).data;
                const pixels = [];
                for (let i = 0; i < data.length; i += 4) {
                  pixels.push([data[i], data[i + 1], data[i + 2]]);
                }
                return pixels;
                """, x, y, width, height));
    }

    @SuppressWarnings("unchecked")
    private static List<Number> colour(Browser browser, String name) {
        return (List<Number>) Objects.requireNonNull(browser.script("""
                const hex = getComputedStyle(document.documentElement).getPropertyValue("--" + arguments[0]).trim();
                return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
                """, name));
    }

    private static double left(Browser browser) {
        return browser.number("document.getElementById('picture').getBoundingClientRect().left");
    }

    private static int top(Browser browser) {
        return (int) browser.number("document.getElementById('picture').getBoundingClientRect().top");
    }

    @SuppressWarnings("unchecked")
    private static List<Double> range(Browser browser) {
        List<Number> range = (List<Number>) Objects.requireNonNull(browser.script("return aatomicTimeline.range()"));
        return range.stream().map(Number::doubleValue).toList();
    }

    private static double span(Browser browser) {
        return range(browser).get(1) - range(browser).get(0);
    }

    /** The time at a place of the picture: x is linear in it. */
    private static double timeAt(Browser browser, double x) {
        double zero = browser.number("aatomicTimeline.x(0)");
        double perNano = (browser.number("aatomicTimeline.x(1e9)") - zero) / 1e9;
        return (x - zero) / perNano;
    }

    /** Shows a stretch, in milliseconds. */
    private static void zoomTo(Browser browser, double from, double to) {
        drag(
                browser,
                browser.number("aatomicTimeline.x(arguments[0])", from * MILLISECOND),
                browser.number("aatomicTimeline.x(arguments[0])", to * MILLISECOND));
    }

    private static void drag(Browser browser, double from, double to) {
        int y = top(browser) + 100;
        browser.actions()
                .moveToLocation((int) Math.round(from + left(browser)), y)
                .clickAndHold()
                .moveByOffset((int) Math.round((to - from) / 2), 0)
                .moveToLocation((int) Math.round(to + left(browser)), y)
                .release()
                .perform();
        browser.settle();
    }

    private static void hover(Browser browser, String row, double time) {
        double x = browser.number("aatomicTimeline.x(arguments[0])", time * MILLISECOND);
        browser.actions()
                .moveToLocation(
                        (int) Math.round(x + left(browser)), (int) Math.round(middle(browser, row) + top(browser)))
                .perform();
        browser.settle();
    }

    private static String chosen(Browser browser) {
        return browser.text("aatomicTimeline.bars().find(bar => bar.block === aatomicTimeline.chosen()).name");
    }

    private static String count(Browser browser) {
        return browser.text("document.getElementById('search-count').textContent");
    }
}
