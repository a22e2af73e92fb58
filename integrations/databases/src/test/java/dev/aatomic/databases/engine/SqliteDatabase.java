package dev.aatomic.databases.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** SQLite, in a file of its own. */
public final class SqliteDatabase extends TestedDatabase {

    private static final String SETTINGS = "?journal_mode=WAL&busy_timeout=3000&foreign_keys=true&synchronous=OFF";

    private final Path folder;

    public SqliteDatabase(String name) {
        this(name, newFolder());
    }

    private SqliteDatabase(String name, Path folder) {
        super(name, "jdbc:sqlite:" + folder.resolve("database") + SETTINGS, new Properties());
        this.folder = folder;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("aatomic-sqlite");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected String generatedKey() {
        return "id integer primary key autoincrement";
    }

    @Override
    public String deferredConstraint() {
        return "references parent(v) deferrable initially deferred";
    }

    @Override
    public boolean hasOneWriter() {
        return true;
    }

    @Override
    public void close() {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> paths = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
