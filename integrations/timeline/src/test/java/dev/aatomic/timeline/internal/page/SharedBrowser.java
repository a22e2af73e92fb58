package dev.aatomic.timeline.internal.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.recording.Event;
import dev.aatomic.timeline.support.Browser;
import dev.aatomic.timeline.support.KnownBlocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One browser for all tests of a run, since its start takes long, and a folder for pages. Where none is installed the tests are left out. */
final class SharedBrowser implements BeforeEachCallback {

    /** Kept by JUnit until the last test is over. */
    private record Running(Browser browser, Path folder) implements AutoCloseable {

        static Running start() {
            try {
                return new Running(Browser.start(), Files.createTempDirectory("aatomic-pages"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            browser.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private @Nullable Running running;

    @Override
    public void beforeEach(ExtensionContext context) {
        assumeTrue(Browser.isInstalled(), Browser.MISSING);
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedBrowser.class))
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
    }

    private Running running() {
        return Objects.requireNonNull(running);
    }

    Browser browser() {
        return running().browser();
    }

    /** A file of that name, for one test. */
    Path file(String name) {
        return running().folder().resolve(name);
    }

    Browser openKnown() throws IOException {
        browser().open(page("known", KnownBlocks.list().events()));
        return browser();
    }

    Path page(String name, List<Event> events) throws IOException {
        Path page = file(name + ".html");
        try (Writer out = Files.newBufferedWriter(page)) {
            HtmlWriter.write(name + ".jfr", BlockAssembler.assemble(events), out);
        }
        return page;
    }
}
