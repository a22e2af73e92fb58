/** What would be published, looked at as it lies in the folders of the modules that publish it. */
@NullMarked
package dev.aatomic.release;

import org.jspecify.annotations.NullMarked;
