package dev.aatomic.timeline.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.support.KnownBlocks;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file is complete in itself, and nothing from a recording gets out of its data. */
class HtmlWriterTest {

    private static final Pattern SCRIPT_END = Pattern.compile("</script", Pattern.CASE_INSENSITIVE);

    @Test
    void keepsWhatIsInARecordingInItsData() throws IOException {
        String page = page("title & <b>");

        assertThat(page)
                .doesNotContain(KnownBlocks.EVIL)
                .doesNotContain("<img")
                .doesNotContain("<!--")
                .doesNotContain("<b>");
        assertThat(SCRIPT_END.matcher(page).results().count()).isEqualTo(2);
        assertThat(page).contains("\\u003c/script\\u003e\\u003cimg src=x onerror=window.broken=1\\u003e");
    }

    @Test
    void loadsNothing() throws IOException {
        String page = page("recording.jfr");

        assertThat(page)
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("@import")
                .doesNotContain("url(");
        assertThat(page).contains("default-src 'none'");
        assertThat(page).doesNotContain("{{");
    }

    @Test
    void escapesWhateverATextHas() throws IOException {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out)
                .beginObject()
                .key("a<b")
                .value("\"\\\n\u2028</script>\u00e9\ud83d\ude00")
                .key("c")
                .beginArray()
                .value(1)
                .value((String) null)
                .beginArray()
                .endArray()
                .beginObject()
                .endObject()
                .endArray()
                .column("d", 3, i -> i * 2L)
                .endObject();

        assertThat(out)
                .hasToString("{\"a\\u003cb\":\"\\\"\\\\\\u000a\\u2028\\u003c/script\\u003e\\u00e9\\ud83d\\ude00\","
                        + "\"c\":[1,null,[],{}],\"d\":[0,2,4]}");
    }

    private static String page(String title) throws IOException {
        StringBuilder out = new StringBuilder();
        HtmlWriter.write(title, BlockAssembler.assemble(KnownBlocks.list().events()), out);
        return out.toString();
    }
}
