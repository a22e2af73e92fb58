package dev.aatomic.timeline.internal.page;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.Blocks;
import dev.aatomic.timeline.internal.model.Detail;
import dev.aatomic.timeline.internal.model.Part;
import dev.aatomic.timeline.internal.statistics.Idlest;
import dev.aatomic.timeline.internal.statistics.PoolUse;
import dev.aatomic.timeline.internal.statistics.WaitingPlace;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Writes what the page draws, as columns of numbers; {@code data.js} is the reader. */
final class PageData {

    private static final int STRETCHES = 600;
    private static final int LISTED = 10;

    private final Blocks blocks;
    private final Layout layout;
    private final JsonWriter json;
    private final Strings strings = new Strings();

    private PageData(Blocks blocks, JsonWriter json) {
        this.blocks = blocks;
        this.layout = Layout.of(blocks.all());
        this.json = json;
    }

    static void write(String title, Blocks blocks, Appendable out) throws IOException {
        new PageData(blocks, new JsonWriter(out)).write(title);
    }

    private void write(String title) throws IOException {
        json.beginObject();
        json.key("title").value(title);
        // Milliseconds, and the nanoseconds beyond: a script's numbers do not hold nanoseconds since 1970.
        json.key("originMillis").value(Math.floorDiv(blocks.origin(), 1_000_000L));
        json.key("length").value(blocks.length());
        writePools();
        json.key("rows").beginObject();
        column("pool", layout.rows(), Row::pool);
        column("kind", layout.rows(), row -> row.kind().ordinal());
        column("number", layout.rows(), Row::number);
        json.endObject();
        json.key("bars").beginObject();
        column("block", layout.bars(), Bar::block);
        column("row", layout.bars(), Bar::row);
        column("start", layout.bars(), Bar::start);
        column("end", layout.bars(), Bar::end);
        json.endObject();
        writeBlocks();
        writeParts();
        writeSteps();
        writeNested();
        writeHooks();
        writeLists();
        json.key("strings").beginArray();
        for (String text : strings.all()) {
            json.value(text);
        }
        json.endArray();
        json.endObject();
    }

    private void writePools() throws IOException {
        json.key("pools").beginArray();
        for (Pool pool : layout.pools()) {
            List<Block> ofPool = blocks.all().stream()
                    .filter(block -> Layout.pool(block).equals(pool))
                    .toList();
            PoolUse use = PoolUse.of(ofPool, blocks.length(), STRETCHES);
            json.beginObject();
            json.key("database").value(pool.database());
            json.key("process")
                    .value(blocks.processes().size() > 1 ? blocks.processes().get(pool.process()) : null);
            json.column("held", use.held().length, i -> use.held()[i]);
            json.column("waiting", use.waiting().length, i -> use.waiting()[i]);
            json.endObject();
        }
        json.endArray();
    }

    private void writeBlocks() throws IOException {
        List<Block> all = blocks.all();
        json.key("blocks").beginObject();
        // As texts, for a script's numbers do not hold every id.
        json.key("id").beginArray();
        for (Block block : all) {
            json.value(block.id() < 0 ? null : Long.toString(block.id()));
        }
        json.endArray();
        column("pool", all, block -> layout.pools().indexOf(Layout.pool(block)));
        column("name", all, block -> strings.number(block.name()));
        column("outcome", all, block -> block.outcome().ordinal());
        column("attempt", all, Block::attempt);
        column("connection", all, Block::connection);
        column("opened", all, Block::opened);
        column("opensInRecording", all, block -> block.opensInRecording() ? 1 : 0);
        column("connected", all, Block::connected);
        column("returned", all, Block::returned);
        column("waitOutcome", all, block -> strings.number(block.waitOutcome()));
        json.endObject();
    }

    private void writeParts() throws IOException {
        List<Part> parts = begin("parts", Block::parts);
        column("kind", parts, part -> part.kind().ordinal());
        column("start", parts, Part::start);
        column("end", parts, Part::end);
        json.endObject();
    }

    private void writeSteps() throws IOException {
        List<Detail.Step> steps = begin("steps", Block::steps);
        details(steps);
        column("operation", steps, step -> strings.number(step.operation()));
        column("failed", steps, step -> step.failed() ? 1 : 0);
        column("sql", steps, step -> strings.number(step.sql()));
        json.endObject();
    }

    private void writeNested() throws IOException {
        List<Detail.Nested> nested = begin("nested", Block::nested);
        details(nested);
        column("name", nested, block -> strings.number(block.name()));
        column("depth", nested, Detail.Nested::depth);
        column("savepoint", nested, block -> block.savepoint() ? 1 : 0);
        column("outcome", nested, block -> block.outcome().ordinal());
        json.endObject();
    }

    private void writeHooks() throws IOException {
        List<Detail.Hook> hooks = begin("hooks", Block::hooks);
        details(hooks);
        column("kind", hooks, hook -> strings.number(hook.kind()));
        column("hook", hooks, hook -> strings.number(hook.hook()));
        column("failed", hooks, hook -> hook.failed() ? 1 : 0);
        json.endObject();
    }

    private void writeLists() throws IOException {
        Idlest idlest = Idlest.of(blocks.all(), LISTED);
        json.key("idlest").beginObject();
        json.key("kind").value(idlest.kind().ordinal());
        column("block", idlest.entries(), Idlest.Entry::block);
        column("nanos", idlest.entries(), Idlest.Entry::nanos);
        json.endObject();
        List<WaitingPlace> places = WaitingPlace.of(blocks.all(), LISTED);
        json.key("waitingPlaces").beginObject();
        column("name", places, place -> strings.number(place.name()));
        column("count", places, WaitingPlace::count);
        column("sum", places, WaitingPlace::sum);
        column("max", places, WaitingPlace::max);
        column("block", places, WaitingPlace::longest);
        json.endObject();
    }

    private void details(List<? extends Detail> details) throws IOException {
        column("start", details, Detail::start);
        column("end", details, Detail::end);
    }

    /** Begins the columns of what blocks have several of: those of block i are from first[i] on, up to first[i + 1]. */
    private <E> List<E> begin(String key, Function<Block, List<E>> elements) throws IOException {
        json.key(key).beginObject();
        long[] first = new long[blocks.all().size() + 1];
        for (int i = 0; i + 1 < first.length; i++) {
            first[i + 1] = first[i] + elements.apply(blocks.all().get(i)).size();
        }
        json.column("first", first.length, i -> first[i]);
        return blocks.all().stream()
                .flatMap(block -> elements.apply(block).stream())
                .toList();
    }

    private <E> void column(String key, List<E> elements, ToLongFunction<? super E> value) throws IOException {
        json.column(key, elements.size(), i -> value.applyAsLong(elements.get(i)));
    }
}
