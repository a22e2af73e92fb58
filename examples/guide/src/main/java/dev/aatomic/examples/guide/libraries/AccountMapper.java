package dev.aatomic.examples.guide.libraries;

import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Update;

/** Statements as MyBatis takes them. */
interface AccountMapper {

    // tag::mapper[]
    @Update("UPDATE account SET balance = balance + #{amount} WHERE id = #{id}")
    int add(@Param("id") long id, @Param("amount") int amount);
    // end::mapper[]
}
