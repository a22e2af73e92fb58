/** An application on the module path: start reading at its {@code module-info.java}. */
package dev.aatomic.examples.modulepath;
