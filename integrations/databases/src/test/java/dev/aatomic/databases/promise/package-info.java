/** What a block promises, each promise a test, whatever the database. */
@NullMarked
package dev.aatomic.databases.promise;

import org.jspecify.annotations.NullMarked;
