package dev.aatomic.timeline.internal.page;

import static dev.aatomic.timeline.internal.page.PageProbe.MILLISECOND;
import static dev.aatomic.timeline.internal.page.PageProbe.chosen;
import static dev.aatomic.timeline.internal.page.PageProbe.hover;
import static dev.aatomic.timeline.internal.page.PageProbe.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.timeline.internal.recording.Event;
import dev.aatomic.timeline.internal.recording.RecordingReader;
import dev.aatomic.timeline.support.Browser;
import dev.aatomic.timeline.support.KnownBlocks;
import dev.aatomic.timeline.support.StarvedPool;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** How a block is found on the page and what is told of it, in a browser. */
final class SearchedPageTest {

    @RegisterExtension
    static final SharedBrowser SHARED = new SharedBrowser();

    @Test
    void searchesAndStepsThroughWhatItFinds() throws IOException {
        Browser browser = SHARED.openKnown();
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
        Browser browser = SHARED.openKnown();

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
        Browser browser = SHARED.openKnown();

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
    void showsTheBlocksAsATable() throws IOException {
        Browser browser = SHARED.openKnown();

        browser.element("table-switch").click();
        assertThat(browser.number("document.querySelectorAll('#table-body tr').length"))
                .isEqualTo(6);
        assertThat(browser.text("document.querySelector('#table-body tr').innerText"))
                .isEqualTo("Accounts.transfer\t1\tdefault\t0\t✓ committed\t1\t0 ns\t10.0 ms\t90.0 ms\t50.0 ms\t20.0 ms"
                        + "\t20.0 ms\t2");
        browser.element("search-text").sendKeys("unknown");
        browser.settle();
        assertThat(browser.text("document.getElementById('table-range').textContent"))
                .isEqualTo("1 to 1 of 1 block found");
        browser.screenshot("table");
    }

    /** What docs/timeline.md tells to do, with what the real engine recorded. */
    @Test
    void showsWhoStarvesAPool() throws IOException {
        List<Event> events = RecordingReader.read(List.of(StarvedPool.record(SHARED.file("recording.jfr"))));
        Browser browser = SHARED.browser();
        browser.open(SHARED.page("recording", events));
        browser.screenshot("starved-pool");

        browser.script("document.querySelector('#idlest button').focus()");
        browser.press(Keys.ENTER);

        assertThat(chosen(browser)).isEqualTo("Invoices.send");
        assertThat(browser.element("tooltip").getText()).contains("Invoices.send", "idle", "statement", "commit");
        browser.screenshot("starved-pool-zoomed");
    }

    private static String count(Browser browser) {
        return browser.text("document.getElementById('search-count').textContent");
    }
}
