package dev.aatomic.runtime.truth;

import java.util.List;

/**
 * What a caller was told of his block, and what was so at that moment.
 *
 * @param value the value
 * @param failure the failure, or null
 * @param visible whether what the block wrote first could be seen by others; true if it wrote nothing
 * @param held how many connections were out, where there was nobody else to hold one
 * @param waiting the hooks of its transaction that had not run
 */
record Told(Object value, Throwable failure, boolean visible, int held, List<Hook> waiting) {

    @Override
    public String toString() {
        return failure == null ? "value " + value : "failure " + UserFailures.text(failure);
    }
}
