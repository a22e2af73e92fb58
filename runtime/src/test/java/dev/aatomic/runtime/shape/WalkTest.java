package dev.aatomic.runtime.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.WalkLoader;
import dev.aatomic.runtime.support.WalkedBlocks;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How far a block's way leads through the engine: the files that it enters, how often it goes from one to another, and the methods that
 * it calls. Whoever looks for what a block does has to go that way. The bounds are what was measured: who shortens the way lowers them.
 */
@Tag("hot-path")
final class WalkTest {

    /**
     * Bounds of a way.
     *
     * @param block its name, as {@link WalkedBlocks} tells it
     */
    private record Bounds(String block, int files, int switches, int calls) {}

    /** Of the block alone: what is around the nested one, and the driver's part in the statement, do not count. */
    private static final List<Bounds> BOUNDS = List.of(
            new Bounds("outermost", 32, 110, 164),
            new Bounds("update", 55, 268, 365),
            new Bounds("nested", 23, 63, 92));

    @Test
    void wayThroughTheEngineIsNoLongerThanItWas() throws Exception {
        List<String> walks;
        try (WalkLoader loader = new WalkLoader()) {
            walks = walks(loader);
        }

        walks.forEach(System.out::println);
        assertThat(walks).hasSameSizeAs(BOUNDS);
        for (int i = 0; i < BOUNDS.size(); i++) {
            assertWithin(BOUNDS.get(i), walks.get(i));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> walks(WalkLoader loader) throws ReflectiveOperationException {
        Object program = loader.loadClass(WalkedBlocks.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        // Its class is another than the one that is known here, but what it implements is the JDK's.
        return ((Supplier<List<String>>) program).get();
    }

    private static void assertWithin(Bounds bounds, String walk) {
        String[] words = walk.split("[ /]");
        assertThat(words[0]).isEqualTo(bounds.block());
        assertThat(Integer.parseInt(words[1])).as("files of %s", walk).isBetween(1, bounds.files());
        assertThat(Integer.parseInt(words[2])).as("switches of %s", walk).isBetween(1, bounds.switches());
        assertThat(Integer.parseInt(words[3])).as("calls of %s", walk).isBetween(1, bounds.calls());
    }
}
