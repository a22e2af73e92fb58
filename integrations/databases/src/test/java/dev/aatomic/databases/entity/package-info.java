/** What a block promises where its steps do with Hibernate's entities what others do with SQL, and what entities have of their own. */
@NullMarked
package dev.aatomic.databases.entity;

import org.jspecify.annotations.NullMarked;
