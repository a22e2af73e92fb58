/** Tests of the JDBC objects that a step gets, and of the SQL that it may not send. */
package dev.aatomic.runtime.jdbc;
