package io.dirgate.proxy.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** All that is to be known of one key of the configuration file besides its type; the reference is generated from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
    /** One or two sentences for the operator. */
    String means();

    /** The value taken where the key is missing, in YAML; empty: required, unless the type is nullable or a section. */
    String byDefault() default "";

    /** The smallest value allowed, written as in the file. */
    String atLeast() default "";

    String atMost() default "";

    /** What the setting takes effect on when it has changed in a file that is read again. */
    Live live() default Live.AS_ITS_SECTION;

    /** A number that counts bytes and may be written {@code 256KiB}. */
    boolean bytes() default false;

    /** A text that names a file to write, or {@code -} for standard output. */
    boolean output() default false;

    /** A list that may be written as its single value. */
    boolean orOne() default false;

    /** A list whose single element's keys may be written in the list's place, without the list. */
    boolean inline() default false;
}
