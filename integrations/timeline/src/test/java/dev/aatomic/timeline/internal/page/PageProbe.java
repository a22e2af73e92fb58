package dev.aatomic.timeline.internal.page;

import dev.aatomic.timeline.support.Browser;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a page in a browser says of itself, and how mouse and keys are used on it. */
final class PageProbe {

    static final double MILLISECOND = 1e6;

    private PageProbe() {}

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> bars(Browser browser) {
        return (List<Map<String, Object>>) Objects.requireNonNull(browser.script("return aatomicTimeline.bars()"));
    }

    static double number(Map<String, Object> bar, String key) {
        return ((Number) bar.get(key)).doubleValue();
    }

    static double middle(Browser browser, String row) {
        Map<String, Object> bar = bars(browser).stream()
                .filter(candidate -> candidate.get("row").equals(row))
                .findFirst()
                .orElseThrow();
        return number(bar, "y") + number(bar, "height") / 2;
    }

    static double left(Browser browser) {
        return browser.number("document.getElementById('picture').getBoundingClientRect().left");
    }

    static int top(Browser browser) {
        return (int) browser.number("document.getElementById('picture').getBoundingClientRect().top");
    }

    @SuppressWarnings("unchecked")
    static List<Double> range(Browser browser) {
        List<Number> range = (List<Number>) Objects.requireNonNull(browser.script("return aatomicTimeline.range()"));
        return range.stream().map(Number::doubleValue).toList();
    }

    static double span(Browser browser) {
        return range(browser).get(1) - range(browser).get(0);
    }

    /** The time at a place of the picture: x is linear in it. */
    static double timeAt(Browser browser, double x) {
        double zero = browser.number("aatomicTimeline.x(0)");
        double perNano = (browser.number("aatomicTimeline.x(1e9)") - zero) / 1e9;
        return (x - zero) / perNano;
    }

    /** Shows a stretch, in milliseconds. */
    static void zoomTo(Browser browser, double from, double to) {
        drag(
                browser,
                browser.number("aatomicTimeline.x(arguments[0])", from * MILLISECOND),
                browser.number("aatomicTimeline.x(arguments[0])", to * MILLISECOND));
    }

    static void drag(Browser browser, double from, double to) {
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

    static void hover(Browser browser, String row, double time) {
        double x = browser.number("aatomicTimeline.x(arguments[0])", time * MILLISECOND);
        browser.actions()
                .moveToLocation(
                        (int) Math.round(x + left(browser)), (int) Math.round(middle(browser, row) + top(browser)))
                .perform();
        browser.settle();
    }

    static String chosen(Browser browser) {
        return browser.text("aatomicTimeline.bars().find(bar => bar.block === aatomicTimeline.chosen()).name");
    }
}
