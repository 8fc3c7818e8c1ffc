/** One look at a whole installation, starting from the gateway's configuration. Only what other rooms find out is put together here. */
@NullMarked
package io.dirgate.certtool.doctor;

import org.jspecify.annotations.NullMarked;
