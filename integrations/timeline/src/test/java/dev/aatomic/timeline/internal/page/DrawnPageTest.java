package dev.aatomic.timeline.internal.page;

import static dev.aatomic.timeline.internal.page.PageProbe.MILLISECOND;
import static dev.aatomic.timeline.internal.page.PageProbe.bars;
import static dev.aatomic.timeline.internal.page.PageProbe.middle;
import static dev.aatomic.timeline.internal.page.PageProbe.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aatomic.timeline.support.Browser;
import dev.aatomic.timeline.support.KnownBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** What the page draws, in a browser: every block, its parts and its outcome, and nothing from elsewhere. */
final class DrawnPageTest {

    @RegisterExtension
    static final SharedBrowser SHARED = new SharedBrowser();

    @Test
    void drawsEveryBlockOfTheRecording() throws IOException {
        Browser browser = SHARED.openKnown();

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
        Browser browser = SHARED.openKnown();

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
        Browser browser = SHARED.openKnown();

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
        Browser browser = SHARED.openKnown();

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
        Path page = SHARED.page("known", KnownBlocks.list().events());
        Browser browser = SHARED.browser();

        browser.open(page);

        assertThat(browser.number("performance.getEntriesByType('resource').length"))
                .isZero();
        assertThat(browser.requests(page)).isEmpty();
        assertThat(browser.errors()).isEmpty();
        assertThat(bars(browser)).isNotEmpty();
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
}
