/** Tests of blocks on databases that cannot be run here, by drivers that behave as their documents say. */
package dev.aatomic.runtime.database;
