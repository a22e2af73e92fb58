package dev.aatomic.conformance.random;

import dev.aatomic.conformance.Op;
import dev.aatomic.conformance.Outcome;
import dev.aatomic.conformance.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes programs as they are read. */
final class ProgramText {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ProgramText() {}

    /** Returns a program as the file that holds only this one. */
    static String of(Program program) {
        Outcome outcome = program.outcome();
        Map<String, @Nullable Object> recorded = new LinkedHashMap<>();
        recorded.put("trace", outcome.trace());
        recorded.put("error", outcome.error());
        recorded.put("rows", outcome.rows());
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("name", program.name());
        text.put("program", ops(program.body()));
        text.put("outcome", recorded);
        return MAPPER.writeValueAsString(List.of(text));
    }

    private static List<Map<String, Object>> ops(List<Op> body) {
        return body.stream().map(ProgramText::op).toList();
    }

    private static Map<String, Object> op(Op op) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("op", kind(op.getClass()));
        if (op instanceof Op.OnDatabase onDatabase) {
            text.put("using", onDatabase.using());
        }
        if (op instanceof Op.Insert insert) {
            text.put("v", insert.value());
        } else if (op instanceof Op.Savepoint savepoint) {
            text.put("name", savepoint.name());
        } else if (op instanceof Op.SavepointRollback rollback) {
            text.put("name", rollback.name());
        } else if (op instanceof Op.SavepointCommit commit) {
            text.put("name", commit.name());
        } else if (op instanceof Op.Raise raise) {
            text.put("error", raise.error());
        } else if (op instanceof Op.SetRollback set) {
            text.put("value", set.value());
        } else if (op instanceof Op.OnCommit hook) {
            text.put("label", hook.label());
            text.put("robust", hook.robust());
            text.put("body", ops(hook.body()));
        } else if (op instanceof Op.Block block) {
            text.put("savepoint", block.savepoint());
            text.put("durable", block.durable());
            text.put("body", ops(block.body()));
        } else if (op instanceof Op.Try attempt) {
            text.put("body", ops(attempt.body()));
        }
        return text;
    }

    /** Returns the name of a kind of operations. */
    static String kind(Class<?> type) {
        return type == Op.Block.class
                ? "atomic"
                : type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
