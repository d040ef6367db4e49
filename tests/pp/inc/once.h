/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once
once __COUNTER__
