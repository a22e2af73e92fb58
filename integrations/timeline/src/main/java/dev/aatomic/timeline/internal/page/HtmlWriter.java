package dev.aatomic.timeline.internal.page;

import dev.aatomic.timeline.internal.model.Blocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the page. It runs its own script and style alone, by their hashes, and loads nothing. */
public final class HtmlWriter {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private HtmlWriter() {}

    /**
     * Writes a page.
     *
     * @param title what it is called
     */
    public static void write(String title, Blocks blocks, Appendable out) throws IOException {
        String style = PageResources.style();
        String script = PageResources.script();
        Map<String, String> values = Map.of(
                "title", escape(title),
                "style", style,
                "script", script,
                "styleHash", hash(style),
                "scriptHash", hash(script));
        String template = PageResources.template();
        Matcher place = PLACE.matcher(template);
        int from = 0;
        while (place.find()) {
            out.append(template, from, place.start());
            if (place.group(1).equals("data")) {
                PageData.write(title, blocks, out);
            } else {
                out.append(values.get(place.group(1)));
            }
            from = place.end();
        }
        out.append(template, from, template.length());
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
