package dev.aatomic.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads programs: those of this module, or with {@code -Daatomic.conformance=DIR} those in the {@code *.json} files of that
 * folder instead. What a program says and this reader does not know is an error, never passed over.
 */
public final class Programs {

    /** The system property that names a folder of programs. */
    public static final String FOLDER_PROPERTY = "aatomic.conformance";

    private static final List<String> RESOURCES = List.of("named.json", "random.json");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Programs() {}

    /**
     * The programs to run.
     *
     * @return at least one
     * @throws IOException if a file cannot be read
     */
    public static List<Program> read() throws IOException {
        String folder = System.getProperty(FOLDER_PROPERTY);
        List<Program> programs = folder == null ? readResources() : readFolder(Path.of(folder));
        if (programs.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no program in " + folder + ". Expected *.json files, each an array"
                            + " of {\"name\": …, \"program\": […], \"outcome\": {…}}.");
        }
        return programs;
    }

    /**
     * Whether the programs come from a folder that the user named.
     *
     * @return false for those of this module
     */
    public static boolean isFolderGiven() {
        return System.getProperty(FOLDER_PROPERTY) != null;
    }

    /**
     * Reads programs from text.
     *
     * @param text the text of a file
     * @param name what to call it if something is wrong with it
     * @return its programs
     * @throws IllegalArgumentException if it is not an array of programs
     */
    public static List<Program> parse(String text, String name) {
        List<Program> programs = new ArrayList<>();
        addAll(MAPPER.readTree(text), name, programs);
        return programs;
    }

    private static List<Program> readResources() throws IOException {
        List<Program> programs = new ArrayList<>();
        for (String resource : RESOURCES) {
            try (InputStream stream = Programs.class.getResourceAsStream("/conformance/" + resource)) {
                if (stream == null) {
                    throw new IllegalStateException("The resource conformance/" + resource + " is missing.");
                }
                addAll(MAPPER.readTree(stream), resource, programs);
            }
        }
        return programs;
    }

    private static List<Program> readFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("-D" + FOLDER_PROPERTY + "=" + folder + " is not a folder, seen from "
                    + Path.of("").toAbsolutePath() + ". Give an absolute path.");
        }
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.json")) {
            stream.forEach(files::add);
        }
        List<Program> programs = new ArrayList<>();
        for (Path file : files) {
            try (InputStream stream = Files.newInputStream(file)) {
                addAll(MAPPER.readTree(stream), String.valueOf(file.getFileName()), programs);
            } catch (JacksonException e) {
                throw new IllegalArgumentException(file.getFileName() + " is not JSON: " + e.getMessage(), e);
            }
        }
        return programs;
    }

    private static void addAll(JsonNode document, String file, List<Program> programs) {
        if (!document.isArray()) {
            throw new IllegalArgumentException(file + ": expected an array of programs.");
        }
        for (JsonNode node : document) {
            String name = file + ": program " + node.path("name").asString("without a name");
            try {
                programs.add(program(node));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
        }
    }

    private static Program program(JsonNode node) {
        refuseUnknown(node, Set.of("name", "program", "outcome"));
        return new Program(
                required(node, "name").asString(), ops(required(node, "program")), outcome(required(node, "outcome")));
    }

    private static Outcome outcome(JsonNode node) {
        refuseUnknown(node, Set.of("trace", "error", "rows"));
        List<String> trace = new ArrayList<>();
        required(node, "trace").forEach(entry -> trace.add(entry.asString()));
        JsonNode error = required(node, "error");
        JsonNode rows = required(node, "rows");
        TreeMap<String, List<Integer>> read = new TreeMap<>();
        for (String database : Program.DATABASES) {
            List<Integer> values = new ArrayList<>();
            required(rows, database).forEach(value -> values.add(value.asInt()));
            read.put(database, List.copyOf(values));
        }
        refuseUnknown(rows, read.keySet());
        return new Outcome(List.copyOf(trace), error.isNull() ? null : error.asString(), read);
    }

    private static List<Op> ops(@Nullable JsonNode body) {
        List<Op> ops = new ArrayList<>();
        if (body != null) {
            body.forEach(node -> ops.add(op(node)));
        }
        return List.copyOf(ops);
    }

    private static Op op(JsonNode node) {
        String kind = required(node, "op").asString();
        return switch (kind) {
            case "raise" -> {
                refuseUnknown(node, Set.of("op", "error"));
                yield new Op.Raise(required(node, "error").asString());
            }
            case "try" -> {
                refuseUnknown(node, Set.of("op", "body"));
                yield new Op.Try(ops(required(node, "body")));
            }
            default -> onDatabase(node, kind);
        };
    }

    private static Op onDatabase(JsonNode node, String kind) {
        String using = node.path("using").asString("default");
        if (!Program.DATABASES.contains(using)) {
            throw new IllegalArgumentException(
                    "unknown database \"" + using + "\", expected one of " + Program.DATABASES);
        }
        Set<String> allowed = new TreeSet<>(Set.of("op", "using"));
        allowed.addAll(
                switch (kind) {
                    case "insert", "set_rollback" -> Set.of("v", "value");
                    case "atomic" -> Set.of("savepoint", "durable", "body");
                    case "on_commit" -> Set.of("label", "robust", "body");
                    case "savepoint", "savepoint_rollback", "savepoint_commit" -> Set.of("name");
                    default -> Set.of();
                });
        refuseUnknown(node, allowed);
        return switch (kind) {
            case "insert" -> new Op.Insert(using, required(node, "v").asInt());
            case "duplicate" -> new Op.Duplicate(using);
            case "count" -> new Op.Count(using);
            case "savepoint" -> new Op.Savepoint(using, required(node, "name").asString());
            case "savepoint_rollback" ->
                new Op.SavepointRollback(using, required(node, "name").asString());
            case "savepoint_commit" ->
                new Op.SavepointCommit(using, required(node, "name").asString());
            case "commit" -> new Op.Commit(using);
            case "rollback" -> new Op.Rollback(using);
            case "set_rollback" ->
                new Op.SetRollback(using, required(node, "value").asBoolean());
            case "get_rollback" -> new Op.GetRollback(using);
            case "on_commit" ->
                new Op.OnCommit(
                        using,
                        required(node, "label").asString(),
                        node.path("robust").asBoolean(false),
                        ops(node.get("body")));
            case "atomic" ->
                new Op.Block(
                        using,
                        node.path("savepoint").asBoolean(true),
                        node.path("durable").asBoolean(false),
                        ops(required(node, "body")));
            default -> throw new IllegalArgumentException("unknown operation \"" + kind + "\"");
        };
    }

    private static JsonNode required(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("\"" + key + "\" is missing in " + node);
        }
        return value;
    }

    private static void refuseUnknown(JsonNode node, Set<String> known) {
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException("unknown key \"" + key + "\" in " + node);
            }
        }
    }
}
