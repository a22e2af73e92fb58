package dev.aatomic.processor.descriptor;

import com.palantir.javapoet.TypeName;
import dev.aatomic.processor.declaration.DurationSetting;
import java.util.List;

/**
 * When a block runs again.
 *
 * @param maxAttempts how often it runs at most; more than 1
 * @param delay the wait before the second attempt
 * @param maxDelay the longest wait
 * @param retryFor further exceptions to retry for
 */
public record RetryAttributes(
        int maxAttempts, DurationSetting delay, DurationSetting maxDelay, List<TypeName> retryFor) {

    /** Keeps a copy of the list. */
    public RetryAttributes {
        retryFor = List.copyOf(retryFor);
    }
}
