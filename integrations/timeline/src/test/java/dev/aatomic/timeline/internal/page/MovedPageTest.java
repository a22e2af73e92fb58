package dev.aatomic.timeline.internal.page;

import static dev.aatomic.timeline.internal.page.PageProbe.MILLISECOND;
import static dev.aatomic.timeline.internal.page.PageProbe.chosen;
import static dev.aatomic.timeline.internal.page.PageProbe.drag;
import static dev.aatomic.timeline.internal.page.PageProbe.left;
import static dev.aatomic.timeline.internal.page.PageProbe.range;
import static dev.aatomic.timeline.internal.page.PageProbe.span;
import static dev.aatomic.timeline.internal.page.PageProbe.timeAt;
import static dev.aatomic.timeline.internal.page.PageProbe.top;
import static dev.aatomic.timeline.internal.page.PageProbe.zoomTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aatomic.timeline.support.Browser;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.WheelInput;

/** How mouse and keys move the picture, in a browser. */
final class MovedPageTest {

    @RegisterExtension
    static final SharedBrowser SHARED = new SharedBrowser();

    @Test
    void zoomsByWheelAroundThePointer() throws IOException {
        Browser browser = SHARED.openKnown();
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
        Browser browser = SHARED.openKnown();
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
        Browser browser = SHARED.openKnown();
        double from = timeAt(browser, 500);
        double to = timeAt(browser, 700);

        drag(browser, 500, 700);

        assertThat(range(browser).get(0)).isCloseTo(from, within(0.5 * MILLISECOND));
        assertThat(range(browser).get(1)).isCloseTo(to, within(0.5 * MILLISECOND));
    }

    @Test
    void obeysTheKeys() throws IOException {
        Browser browser = SHARED.openKnown();
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
        Browser browser = SHARED.openKnown();
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
        Browser browser = SHARED.openKnown();
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
    void movesTheVisibleRangeInTheChartOnTop() throws IOException {
        Browser browser = SHARED.openKnown();
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
}
