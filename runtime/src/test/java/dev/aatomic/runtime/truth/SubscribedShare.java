package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.support.subscribed.SubscribedType;
import java.util.List;

/**
 * Which blocks of a program are opened by a subscription.
 *
 * @param types through which
 * @param percent how many of a hundred blocks
 */
record SubscribedShare(List<SubscribedType> types, int percent) {}
