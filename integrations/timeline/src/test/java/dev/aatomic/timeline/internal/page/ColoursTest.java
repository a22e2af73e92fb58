package dev.aatomic.timeline.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written can be read on what is behind it, in both themes: the contrasts are those that WCAG asks for at level AA. */
class ColoursTest {

    private static final Pattern COLOUR = Pattern.compile("--([\\w-]+): #(\\w{6});");
    private static final double TEXT = 4.5;
    private static final double GRAPHICS = 3;

    @ParameterizedTest
    @CsvSource({
        "text, background",
        "text, surface",
        "quiet, background",
        "quiet, surface",
        "accent, background",
        "accent, surface",
        "text, committed-tint",
        "text, rolled-back-tint",
        "text, unknown-tint",
        "text, open-tint",
        "on-outcome, committed",
        "on-outcome, rolled-back",
        "on-outcome, unknown",
        "on-outcome, open"
    })
    void textCanBeRead(String text, String ground) {
        for (Map<String, String> theme : themes()) {
            assertThat(contrast(theme, text, ground)).isGreaterThanOrEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "committed, background",
        "rolled-back, background",
        "unknown, background",
        "open, background",
        "waiting-ink, background",
        "database, background",
        "body-ink, body",
        "idle-ink, idle",
        "hook-ink, hook",
        "nested, background",
        "focus, background"
    })
    void graphicsCanBeSeen(String ink, String ground) {
        for (Map<String, String> theme : themes()) {
            assertThat(contrast(theme, ink, ground)).isGreaterThanOrEqualTo(GRAPHICS);
        }
    }

    private static List<Map<String, String>> themes() {
        String style = PageResources.style();
        int dark = style.indexOf(":root[data-theme=\"dark\"]");
        return List.of(colours(style.substring(0, dark)), colours(style.substring(dark)));
    }

    private static Map<String, String> colours(String style) {
        Map<String, String> colours = new HashMap<>();
        COLOUR.matcher(style).results().forEach(match -> colours.put(match.group(1), match.group(2)));
        return colours;
    }

    private static double contrast(Map<String, String> theme, String one, String other) {
        double first = luminance(theme.get(one));
        double second = luminance(theme.get(other));
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(String hex) {
        return 0.2126 * channel(hex, 0) + 0.7152 * channel(hex, 2) + 0.0722 * channel(hex, 4);
    }

    private static double channel(String hex, int at) {
        double value = Integer.parseInt(hex.substring(at, at + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
