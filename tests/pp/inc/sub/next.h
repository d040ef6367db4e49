/* SPDX-License-Identifier: BSD-2-Clause */
sub/next
#include "../plain.h"
#include "sibling.h"
