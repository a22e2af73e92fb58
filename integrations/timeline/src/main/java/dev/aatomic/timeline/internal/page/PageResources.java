package dev.aatomic.timeline.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The files that the page is made of. */
final class PageResources {

    /** In this order: a script knows those before it. */
    private static final List<String> SCRIPTS = List.of(
            "format.js",
            "data.js",
            "view.js",
            "rows.js",
            "theme.js",
            "columns.js",
            "painter.js",
            "overview.js",
            "details.js",
            "selection.js",
            "search.js",
            "pointer.js",
            "keyboard.js",
            "lists.js",
            "table.js",
            "main.js");

    private PageResources() {}

    static String template() {
        return read("timeline.html");
    }

    static String style() {
        return read("timeline.css");
    }

    /** All scripts as one, whose names are its own. */
    static String script() {
        return SCRIPTS.stream()
                .map(name -> "// " + name + "\n" + read("script/" + name))
                .collect(Collectors.joining("\n", "(() => {\n\"use strict\";\n", "})();\n"));
    }

    private static String read(String name) {
        try (InputStream in = PageResources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Found no " + name + " beside " + PageResources.class.getName()
                        + ", expected it in the jar. Take a complete aatomic-timeline.jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
