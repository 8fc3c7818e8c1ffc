package io.dirgate.proxy.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The description of one key of the configuration file, in addition to its type. The reference is generated from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
    /** One or two sentences for the operator. */
    String means();

    /** The default in YAML. Empty if the key is required, or if its type is nullable or a section. */
    String byDefault() default "";

    /** The minimum, in the notation of the file. */
    String atLeast() default "";

    String atMost() default "";

    /** The scope in which a changed value takes effect after a reload. */
    Live live() default Live.AS_ITS_SECTION;

    /** A number of bytes that may be written as {@code 256KiB}. */
    boolean bytes() default false;

    /** The name of a file to write, or {@code -} for standard output. */
    boolean output() default false;

    /** A list that may be written as its single value. */
    boolean orOne() default false;

    /** A list that may be written without the list if it has one element: as the element's keys. */
    boolean inline() default false;
}
