/** What the page for users of Spring's annotation shows: a service that is moved one method at a time. */
@NullMarked
package dev.aatomic.examples.guide.transactional;

import org.jspecify.annotations.NullMarked;
