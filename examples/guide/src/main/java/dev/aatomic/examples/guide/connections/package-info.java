/** What the page about connections shows. */
@NullMarked
package dev.aatomic.examples.guide.connections;

import org.jspecify.annotations.NullMarked;
