package dev.aatomic.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of all settings, by its headings. */
public final class SettingsPage {

    private static final Pattern HEADING = Pattern.compile("^(##+) (.+)$");
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)[^`]*` \\| (?:`([^`]*)`)?.*");

    /** The rows below a heading. */
    private record Section(int level, String title, Map<String, String> rows) {}

    private final List<Section> sections = new ArrayList<>();

    private SettingsPage() {}

    public static SettingsPage read() {
        SettingsPage page = new SettingsPage();
        for (String line :
                Pages.read(Pages.ROOT.resolve("docs/settings.md")).lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                page.sections.add(new Section(heading.group(1).length(), plain(heading.group(2)), new TreeMap<>()));
            } else if (row.matches()) {
                String inCode = row.group(2);
                page.last().rows().put(row.group(1), inCode == null ? "" : inCode);
            }
        }
        return page;
    }

    private static String plain(String title) {
        return title.replace("`", "");
    }

    private Section last() {
        return sections.get(sections.size() - 1);
    }

    private int indexOf(String title) {
        int index = sections.stream().map(Section::title).toList().indexOf(title);
        assertThat(index).as(title).isNotNegative();
        return index;
    }

    /** The names in the table below a heading, and what stands as code in the second column. */
    public Map<String, String> table(String title) {
        return sections.get(indexOf(title)).rows();
    }

    /** The names in all tables of a heading and those below it. */
    public Set<String> tables(String title) {
        int first = indexOf(title);
        Set<String> names = new TreeSet<>(sections.get(first).rows().keySet());
        for (int i = first + 1;
                i < sections.size()
                        && sections.get(i).level() > sections.get(first).level();
                i++) {
            names.addAll(sections.get(i).rows().keySet());
        }
        return names;
    }
}
