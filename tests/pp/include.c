/* SPDX-License-Identifier: BSD-2-Clause */
#include "inc/guard.h"
#include "inc/guard.h"
#include "inc/once.h"
#include "inc/once.h"
#include "inc/plain.h"
#include "inc/plain.h"
#define HEADER "inc/plain.h"
#include HEADER
#define ANGLED <inc/guard.h>
#define CAT(x) <inc/x.h>
#include CAT(plain)
#include "inc/sub/next.h"
#import "inc/import.h"
#import "inc/import.h"
#include "inc/bom.h"
main __INCLUDE_LEVEL__
