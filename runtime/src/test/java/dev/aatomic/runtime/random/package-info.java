/** Tests by chance and at length: random programs and schedules under load, whose outcome a model or a ledger knows. */
package dev.aatomic.runtime.random;
