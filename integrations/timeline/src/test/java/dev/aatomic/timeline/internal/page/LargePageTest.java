package dev.aatomic.timeline.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.support.Browser;
import dev.aatomic.timeline.support.GeneratedLoad;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A page of many blocks, in a browser: all are drawn, and it moves smoothly. */
final class LargePageTest {

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

    @RegisterExtension
    static final SharedBrowser SHARED = new SharedBrowser();

    @Test
    void drawsTenThousandBlocksAndMovesSmoothly() throws IOException {
        GeneratedLoad load = GeneratedLoad.of(42, MANY, 5);
        Browser browser = SHARED.browser();
        browser.open(SHARED.page("many", load.events()));

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
}
